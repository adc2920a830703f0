import { REDIS_SESSION_OPTIONS } from './option-shapes';
import { EnvSource } from '../../sidecar';
import { ENV_SOURCE, requireShape, requireOptions } from '../../sidecar/value-shape';
import { refuse } from '../common/arguments';

/** How Redis is reached. */
export interface RedisSessionOptions {
  /** `redis://host:6379/0`, or `rediss://` for TLS; without password. */
  readonly url: string;
  /**
   * The password, from a Secret.
   *
   * @default - none
   */
  readonly password?: EnvSource;
}

/**
 * Where the session of a user is kept between requests.
 *
 * @example
 * const sessions = SessionStore.redis({ url: 'redis://redis.shop:6379', password: EnvSource.secret('redis', 'password') });
 */
export class SessionStore {
  /** In an encrypted cookie: nothing to run. Large tokens make several cookies. */
  public static cookie(): SessionStore {
    return new SessionStore(undefined, undefined);
  }

  /** In Redis, the cookie holding a ticket. The proxy does not start while Redis can't be reached. */
  public static redis(options: RedisSessionOptions): SessionStore {
    requireOptions('options', options, REDIS_SESSION_OPTIONS, ['url']);
    const { url, password } = options;
    if (password !== undefined) requireShape('password', password, ENV_SOURCE);
    if (typeof url !== 'string' || !/^rediss?:\/\/[^\s/@:]+(:\d+)?(\/\d+)?$/.test(url)) {
      const secret = typeof url === 'string' && url.includes('@');
      refuse('url', secret ? '…@…' : url, secret ? 'has a user or password in it' : 'is not the address of a Redis server',
        secret ? 'give the password by EnvSource.secret()' : 'write it like redis://redis.shop:6379');
    }
    if (password && !password._toEnv('x').valueFrom?.secretKeyRef) {
      refuse('password', 'given', 'is not from a Secret', 'give EnvSource.secret(name, key)');
    }
    return new SessionStore(url, password);
  }

  private constructor(private readonly url: string | undefined, private readonly password: EnvSource | undefined) {}

  /** @internal */
  public get _redisUrl(): string | undefined {
    return this.url;
  }

  /** @internal */
  public _env(): { [name: string]: EnvSource } {
    return this.password ? { OAUTH2_PROXY_REDIS_PASSWORD: this.password } : {};
  }
}
