import { requireRatio } from './arguments';
import { requireShape, ValueShape } from './value-shape';
import { Quantity } from '../kubernetes/quantity';
import { ResourceList } from '../kubernetes/types';
import { SizePart } from '../pod/contribution';
import { copy } from '../pod/copy';

/** Amounts of one container. Quantities are text in Kubernetes' spelling ("50m", "64Mi"). */
export interface SidecarResourceAmounts {
  /** CPU request. */
  readonly cpu: string;
  /** Memory request. */
  readonly memory: string;
  /**
   * CPU limit.
   *
   * @default - twice the request
   */
  readonly cpuLimit?: string;
  /**
   * Memory limit.
   *
   * @default - twice the request
   */
  readonly memoryLimit?: string;
  /**
   * Request for ephemeral storage (logs, emptyDir, writable layers).
   *
   * @default - none
   */
  readonly ephemeralStorage?: string;
  /**
   * Limit of ephemeral storage.
   *
   * @default - the request for it, if any
   */
  readonly ephemeralStorageLimit?: string;
}

/** Sizes as a share of what the app containers request. */
export interface RelativeSidecarResources {
  /** Share of the app's CPU request, e.g. 0.1. */
  readonly cpuShare: number;
  /** Share of the app's memory request, e.g. 0.1. */
  readonly memoryShare: number;
  /** Never less than this: also what is used where the app requests nothing. */
  readonly floor: CpuAndMemory;
  /**
   * Never more than this.
   *
   * @default - no ceiling
   */
  readonly ceiling?: CpuAndMemory;
  /**
   * Limits as a multiple of the requests.
   *
   * @default 2
   */
  readonly limitRatio?: number;
}

/** An amount of CPU and of memory. */
export interface CpuAndMemory {
  /** CPU, e.g. "100m". */
  readonly cpu: string;
  /** Memory, e.g. "128Mi". */
  readonly memory: string;
}

const AMOUNTS: ValueShape = {
  fields: {
    cpu: 'anything', memory: 'anything', cpuLimit: 'anything', memoryLimit: 'anything', ephemeralStorage: 'anything', ephemeralStorageLimit: 'anything',
  },
};
const RELATIVE: ValueShape = {
  fields: { cpuShare: 'anything', memoryShare: 'anything', floor: 'anything', ceiling: 'anything', limitRatio: 'anything' },
};
const CPU_AND_MEMORY: ValueShape = { fields: { cpu: 'anything', memory: 'anything' } };

/**
 * Requests and limits of a sidecar's container: absolute, or relative to the app.
 *
 * @example
 * const small = SidecarResources.of({ cpu: '50m', memory: '64Mi', cpuLimit: '100m', memoryLimit: '128Mi' });
 * const grows = SidecarResources.relativeToApp({
 *   cpuShare: 0.1, memoryShare: 0.1, floor: { cpu: '20m', memory: '32Mi' }, ceiling: { cpu: '500m', memory: '512Mi' },
 * });
 */
export class SidecarResources {
  /**
   * Fixed amounts.
   *
   * @throws when an amount is not a Kubernetes quantity, or a limit is below its request
   */
  public static of(amounts: SidecarResourceAmounts): SidecarResources {
    requireShape('amounts', amounts, { map: 'anything' });
    // Only names, and that what is needed is there: what is no quantity is told below, with its value.
    requireShape('', amounts, AMOUNTS);
    for (const name of ['cpu', 'memory'] as const) {
      if (amounts[name] === undefined) throw new Error(`${name}: is missing: give the request, e.g. "${name === 'cpu' ? '50m' : '64Mi'}"`);
    }
    const requests: ResourceList = { cpu: amounts.cpu, memory: amounts.memory };
    const limits: ResourceList = {
      cpu: amounts.cpuLimit ?? twice(amounts.cpu, 'cpu'),
      memory: amounts.memoryLimit ?? twice(amounts.memory, 'memory'),
    };
    if (amounts.ephemeralStorage !== undefined) requests['ephemeral-storage'] = amounts.ephemeralStorage;
    const storageLimit = amounts.ephemeralStorageLimit ?? amounts.ephemeralStorage;
    if (storageLimit !== undefined) limits['ephemeral-storage'] = storageLimit;
    for (const [name, amount] of Object.entries(limits)) {
      const limit = Quantity.parse(amount, `${name} limit`);
      if (requests[name] !== undefined && Quantity.parse(requests[name], name).compare(limit) > 0) {
        throw new Error(`${name} limit: "${amount}" is below the request "${requests[name]}": a limit must be at least the request`);
      }
    }
    return new SidecarResources({ requests, limits });
  }

  /**
   * A share of the sum of the app containers' requests, between a floor and a ceiling.
   *
   * @throws when a share is not above 0 or an amount is not a Kubernetes quantity
   */
  public static relativeToApp(sizes: RelativeSidecarResources): SidecarResources {
    requireShape('sizes', sizes, { map: 'anything' });
    requireShape('', sizes, RELATIVE);
    const amounts = (name: string, a?: CpuAndMemory): ResourceList | undefined => {
      if (a === undefined && name === 'ceiling') return undefined;
      requireShape(name, a, CPU_AND_MEMORY);
      if (a === undefined) return undefined;
      Quantity.parse(a.cpu, `${name}.cpu`);
      Quantity.parse(a.memory, `${name}.memory`);
      return { cpu: a.cpu, memory: a.memory };
    };
    const limitRatio = requireRatio('limitRatio', sizes.limitRatio ?? 2);
    if (Number(limitRatio) < 1) throw new Error(`limitRatio: ${limitRatio} is below 1: a limit must be at least the request`);
    return new SidecarResources({
      share: { cpu: requireRatio('cpuShare', sizes.cpuShare), memory: requireRatio('memoryShare', sizes.memoryShare) },
      floor: amounts('floor', sizes.floor),
      ceiling: amounts('ceiling', sizes.ceiling),
      limitRatio,
    });
  }

  private constructor(private readonly part: SizePart) {}

  /** @internal */
  public _toPart(): SizePart {
    return copy(this.part);
  }
}

function twice(amount: string, name: string): string {
  const q = Quantity.parse(amount, name);
  return q.add(q).toString();
}
