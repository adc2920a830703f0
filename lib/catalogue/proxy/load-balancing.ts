import { Duration } from 'cdk8s';
import { millis, refuse, requireWhole } from '../common/arguments';
import { BalancingModel } from './config/model';
import { LEAST_REQUEST_OPTIONS, ROUND_ROBIN_OPTIONS } from './option-shapes';
import { requireOptions, requireShape } from '../../sidecar/value-shape';

/**
 * What requests that belong together have in common.
 *
 * @example
 * const session = HashKey.cookie('session');
 */
export class HashKey {
  /** A request header. */
  public static header(name: string): HashKey {
    return new HashKey({ header: { header_name: requireToken('name', name) } });
  }

  /** A cookie that the app sends on. */
  public static cookie(name: string): HashKey {
    return new HashKey({ cookie: { name: requireToken('name', name) } });
  }

  /** A parameter of the query. */
  public static queryParameter(name: string): HashKey {
    requireShape('name', name, 'text');
    if (name === '') refuse('name', name, 'is empty', 'name the parameter');
    return new HashKey({ query_parameter: { name } });
  }

  private constructor(private readonly policy: { [field: string]: any }) {}

  /** @internal */
  public _policy(): { [field: string]: any } {
    return structuredClone(this.policy);
  }
}

/** Options of `LoadBalancing.leastRequest`. */
export interface LeastRequestOptions {
  /**
   * Endpoints drawn by lot, of which the one with the fewest open requests is taken.
   *
   * @default 2
   */
  readonly choices?: number;
  /**
   * Time over which a new endpoint's share grows to the full one.
   *
   * @default - it gets its full share at once
   */
  readonly slowStart?: Duration;
}

/** Options of `LoadBalancing.roundRobin`. */
export interface RoundRobinOptions {
  /**
   * Time over which a new endpoint's share grows to the full one.
   *
   * @default - it gets its full share at once
   */
  readonly slowStart?: Duration;
}

/**
 * Which of an upstream's endpoints gets a request.
 *
 * @example
 * const sticky = LoadBalancing.ringHash(HashKey.header('x-user'));
 */
export class LoadBalancing {
  /** The least busy of a few drawn by lot: evens out endpoints of different speed. */
  public static leastRequest(options: LeastRequestOptions = {}): LoadBalancing {
    requireOptions('options', options, LEAST_REQUEST_OPTIONS);
    return new LoadBalancing({
      policy: 'least_request', choices: requireWhole('choices', options.choices ?? 2, 2), slowStart: millis('slowStart', options.slowStart),
    });
  }

  /** One after the other. */
  public static roundRobin(options: RoundRobinOptions = {}): LoadBalancing {
    requireOptions('options', options, ROUND_ROBIN_OPTIONS);
    return new LoadBalancing({ policy: 'round_robin', slowStart: millis('slowStart', options.slowStart) });
  }

  /** By lot. */
  public static random(): LoadBalancing {
    return new LoadBalancing({ policy: 'random' });
  }

  /** The same endpoint for the same key; few keys move when endpoints come and go. */
  public static ringHash(...keys: HashKey[]): LoadBalancing {
    return LoadBalancing.hashed('ring_hash', keys);
  }

  /** As ring hash: more even and faster, but more keys move. */
  public static maglev(...keys: HashKey[]): LoadBalancing {
    return LoadBalancing.hashed('maglev', keys);
  }

  private static hashed(policy: 'ring_hash' | 'maglev', keys: HashKey[]): LoadBalancing {
    requireShape('keys', keys, { list: { instance: 'HashKey', method: '_policy', make: 'use HashKey.header(...), .cookie(...), ...' } });
    if (keys.length === 0) refuse('keys', '[]', 'is empty: every request would go to any endpoint', 'give a HashKey');
    return new LoadBalancing({ policy, hashPolicy: keys.map((k) => k._policy()) });
  }

  private constructor(private readonly model: BalancingModel) {}

  /** @internal */
  public _model(): BalancingModel {
    return structuredClone(this.model);
  }
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
export function requireToken(name: string, value: string): string {
  if (typeof value !== 'string' || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value)) refuse(name, value, 'is not an HTTP token', 'give letters, digits and "-"');
  return value;
}
