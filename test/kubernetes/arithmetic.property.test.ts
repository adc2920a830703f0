import * as fc from 'fast-check';
import { anyAmount, anyContainers, anyPod, anyResources, RESOURCES } from './arbitrary-pod';
import { applyLimitRanges } from '../../lib/kubernetes/limit-range';
import { qosClass } from '../../lib/kubernetes/qos';
import { Quantity } from '../../lib/kubernetes/quantity';
import { quotaUsage } from '../../lib/kubernetes/quota';
import {
  Amounts, containerAmounts, defaultPod, defaultTemplate, livePod, podLimits, podRequests, resourceBreakdown, unboundedContainers,
} from '../../lib/kubernetes/resources';
import { Container, PodSpec } from '../../lib/kubernetes/types';

const both = [podRequests, podLimits];
const worth = (amounts: ReadonlyMap<string, Quantity>) => Object.fromEntries([...amounts].map(([name, amount]) => [name, amount.nanos]));
const atLeast = (greater: Amounts, lesser: ReadonlyMap<string, Quantity>) =>
  [...lesser].every(([name, amount]) => (greater.get(name)?.compare(amount) ?? -1) >= 0);
const check = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean | void) => fc.assert(fc.property(arbitrary, holds), { numRuns: 300 });

describe('quantities', () => {
  test('what is printed is read back as the same amount', () => check(anyAmount, (text) => {
    const quantity = Quantity.parse(text);
    for (const printed of [quantity.toString(), quantity.toLosslessString(), quantity.toFriendlyString()]) {
      expect(Quantity.parse(printed).nanos).toBe(quantity.nanos);
    }
    if (!quantity.isZero()) expect(Quantity.parse(quantity.toLosslessString()).format).toBe(quantity.format);
  }));

  test('sums of any format are read back too', () => check(fc.array(anyAmount, { minLength: 1, maxLength: 12 }), (parts) => {
    const sum = parts.map((part) => Quantity.parse(part)).reduce((a, b) => a.add(b));
    expect(Quantity.parse(sum.toLosslessString()).nanos).toBe(sum.nanos);
    if (sum.format !== 'BinarySI') expect(Quantity.parse(String(sum)).nanos).toBe(sum.nanos);
    expect(sum.nanos).toBe(parts.reduce((total, part) => total + Quantity.parse(part).nanos, 0n));
  }));

  test('rounding never lowers, and by less than a milli', () => check(anyAmount, (text) => {
    const quantity = Quantity.parse(text);
    const up = quantity.roundUpToMilli();
    expect(up.nanos - quantity.nanos).toBeGreaterThanOrEqual(0n);
    expect(up.nanos - quantity.nanos).toBeLessThan(1_000_000n);
    expect(up.milliValue()).toBe(quantity.milliValue());
  }));

  test('a ratio is rounded up to a nano', () => check(fc.tuple(anyAmount, fc.bigInt(0n, 1000n), fc.bigInt(1n, 1000n)), ([text, n, d]) => {
    const quantity = Quantity.parse(text);
    const excess = quantity.scale(n, d).nanos * d - quantity.nanos * n;
    expect(excess).toBeGreaterThanOrEqual(0n);
    expect(excess).toBeLessThan(d);
  }));

  test('any text at all is a quantity or an error', () => {
    check(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-+.0-9eEinumkKMGTP]*$/)), (text) => {
      const quantity = Quantity.tryParse(text);
      if (quantity) expect(Quantity.parse(text).nanos).toBe(quantity.nanos);
      else expect(() => Quantity.parse(text, 'cpu')).toThrow(/^cpu: ".* is not a Kubernetes quantity: /s);
    });
  });
});

describe('effective amounts', () => {
  test('are at least what any container asks for', () => check(anyContainers, (spec) => {
    for (const { requests, limits } of containerAmounts(spec)) {
      expect(atLeast(podRequests(spec), requests)).toBe(true);
      expect(atLeast(podLimits(spec), limits)).toBe(true);
    }
  }));

  test('are at most the sum of all, and there only for what somebody names', () => check(anyContainers, (spec) => {
    const all = containerAmounts(spec);
    for (const [name, total] of podRequests(spec)) {
      const named = all.map(({ requests }) => requests.get(name)).filter((amount) => amount !== undefined);
      expect(named.length).toBeGreaterThan(0);
      expect(total.compare(named.reduce((a, b) => a.add(b)))).toBeLessThanOrEqual(0);
    }
  }));

  test('do not depend on the order of the mains', () => check(anyContainers, (spec) => {
    for (const sum of both) {
      expect(worth(sum({ ...spec, containers: [...spec.containers].reverse() }))).toEqual(worth(sum(spec)));
    }
  }));

  test('do not depend on the order of sidecars with no init container between them', () => check(anyContainers, (spec) => {
    const inits = [...spec.initContainers!];
    const at = inits.findIndex((container, index) => container.restartPolicy && inits[index + 1]?.restartPolicy);
    if (at >= 0) [inits[at], inits[at + 1]] = [inits[at + 1], inits[at]];
    for (const sum of both) expect(worth(sum({ ...spec, initContainers: inits }))).toEqual(worth(sum(spec)));
  }));

  test('are lowest when the sidecars come after the init containers, and highest when they come before', () => check(anyContainers, (spec) => {
    const sidecars = spec.initContainers!.filter(({ restartPolicy }) => restartPolicy);
    const plain = spec.initContainers!.filter(({ restartPolicy }) => !restartPolicy);
    for (const sum of both) {
      const given = sum(spec);
      expect(atLeast(given, sum({ ...spec, initContainers: [...plain, ...sidecars] }))).toBe(true);
      expect(atLeast(sum({ ...spec, initContainers: [...sidecars, ...plain] }), given)).toBe(true);
    }
  }));

  test('never fall, and rise by no more than its own amount, when a sidecar is added anywhere', () => {
    check(fc.tuple(anyContainers, anyResources, fc.nat(5)), ([spec, resources, index]) => {
      const sidecar: Container = { name: 'more', restartPolicy: 'Always', ...(resources && { resources }) };
      const inits = [...spec.initContainers!];
      inits.splice(Math.min(index, inits.length), 0, sidecar);
      const more: PodSpec = { ...spec, initContainers: inits };
      const own = containerAmounts({ containers: [sidecar] })[0];
      for (const [sum, added] of [[podRequests, own.requests], [podLimits, own.limits]] as const) {
        const [before, after] = [sum(spec), sum(more)];
        expect(atLeast(after, before)).toBe(true);
        for (const [name, amount] of after) {
          const most = (before.get(name) ?? Quantity.ZERO).add(added.get(name) ?? Quantity.ZERO);
          expect(amount.compare(most)).toBeLessThanOrEqual(0);
        }
      }
    });
  });

  test('never fall when a container asks for more', () => check(fc.tuple(anyContainers, fc.nat(), fc.constantFrom(...RESOURCES), anyAmount), ([spec, pick, name, extra]) => {
    const raise = (container: Container): Container => {
      const requests = container.resources?.requests ?? {};
      const raised = Quantity.parse(requests[name] ?? 0).add(Quantity.parse(extra)).toLosslessString();
      return { ...container, resources: { ...container.resources, requests: { ...requests, [name]: raised } } };
    };
    const at = pick % (spec.containers.length + spec.initContainers!.length);
    const before = spec.containers.length;
    const more: PodSpec = {
      ...spec,
      containers: spec.containers.map((container, index) => index === at ? raise(container) : container),
      initContainers: spec.initContainers!.map((container, index) => index + before === at ? raise(container) : container),
    };
    expect(atLeast(podRequests(more), podRequests(spec))).toBe(true);
  }));

  test('count the overhead once: always for requests, and only on limits that are not 0', () => check(anyPod, (spec) => {
    const overhead = Object.entries(spec.overhead ?? {});
    const [requests, without] = [podRequests(spec), podRequests(spec, { excludeOverhead: true })];
    const [limits, bare] = [podLimits(spec), podLimits(spec, { excludeOverhead: true })];
    for (const [name, text] of overhead) {
      const amount = Quantity.parse(text);
      expect(requests.get(name)!.nanos).toBe((without.get(name)?.nanos ?? 0n) + amount.nanos);
      const limit = bare.get(name);
      expect(limits.get(name)?.nanos).toBe(limit && (limit.isZero() ? 0n : limit.nanos + amount.nanos));
    }
    expect([...limits.keys()]).toEqual([...bare.keys()]);
  }));

  test('are those of the Pod level where it says something', () => check(anyPod, (spec) => {
    const limits = podLimits(spec, { excludeOverhead: true });
    for (const [name, text] of Object.entries(spec.resources?.limits ?? {})) expect(limits.get(name)!.equals(Quantity.parse(text))).toBe(true);
    const without: PodSpec = { ...spec, resources: undefined };
    expect(worth(podRequests(spec, { skipPodLevelResources: true }))).toEqual(worth(podRequests(without)));
  }));

  test('have a fixed order of resources', () => check(anyPod, (spec) => {
    const order = ['cpu', 'memory', 'ephemeral-storage', 'example.com/gpu', 'hugepages-2Mi'];
    for (const sum of both) expect([...sum(spec).keys()]).toEqual(order.filter((name) => sum(spec).has(name)));
  }));
});

describe('breakdown', () => {
  test('says the same sums, and why', () => check(anyPod, (spec) => {
    const { requests, limits } = resourceBreakdown(spec);
    for (const [sums, totals] of [[requests, podRequests(spec)], [limits, podLimits(spec)]] as const) {
      expect([...sums.keys()]).toEqual([...totals.keys()]);
      for (const [name, { total, running, peak, podLevel, overhead }] of sums) {
        expect(total.nanos).toBe(totals.get(name)!.nanos);
        const containers = peak ? peak.amounts.get(name)! : running;
        if (peak && running) expect(containers!.compare(running)).toBeGreaterThan(0);
        expect(total.nanos).toBe(((podLevel ?? containers)?.nanos ?? 0n) + (overhead?.nanos ?? 0n));
      }
    }
  }));

  test('a Pod without unbounded containers has a limit on everything that somebody limits', () => check(anyPod, (spec) => {
    for (const name of RESOURCES) {
      if (unboundedContainers(spec, name).length === 0) expect(podLimits(spec).has(name)).toBe(true);
    }
  }));
});

describe('defaulting', () => {
  const frozen = <T>(value: T): T => {
    if (value && typeof value === 'object') Object.values(Object.freeze(value)).forEach(frozen);
    return value;
  };

  test('changes nothing that it is given, and nothing the second time', () => check(anyPod, (spec) => {
    for (const apply of [defaultPod, defaultTemplate, livePod]) {
      const once = apply(frozen(structuredClone(spec)));
      expect(apply(frozen(structuredClone(once)))).toEqual(once);
    }
  }));

  test('never lowers a request, and gives every limit its request', () => check(anyPod, (spec) => {
    const live = defaultPod(spec);
    expect(atLeast(podRequests(live, { skipPodLevelResources: true }), podRequests(spec, { skipPodLevelResources: true }))).toBe(true);
    for (const { requests, limits } of containerAmounts(live)) {
      for (const name of limits.keys()) expect(requests.has(name)).toBe(true);
    }
  }));

  test('the requests and limits of a Guaranteed Pod are the same', () => {
    const guaranteed = anyContainers.map((spec): PodSpec => {
      const limited = (container: Container) => ({ ...container, resources: { limits: { cpu: '250m', memory: '0.1Gi', ...container.resources?.limits } } });
      return { containers: spec.containers.map(limited), initContainers: spec.initContainers!.map(limited) };
    });
    check(guaranteed, (spec) => {
      const live = defaultPod(spec);
      if (qosClass(live) !== 'Guaranteed') return; // a limit of 0
      for (const name of ['cpu', 'memory']) expect(podRequests(live).get(name)!.nanos).toBe(podLimits(live).get(name)!.nanos);
    });
  });

  test('a quota counts the effective amounts', () => check(anyPod, (spec) => {
    const live = defaultPod(spec);
    const usage = quotaUsage(live);
    expect(usage.get('requests.cpu')?.nanos).toBe(podRequests(live).get('cpu')?.nanos);
    expect(usage.get('limits.memory')?.nanos).toBe(podLimits(live).get('memory')?.nanos);
  }));

  test('a LimitRange fills gaps and changes nothing else', () => check(anyPod, (spec) => {
    const live = defaultPod(spec);
    const range = { spec: { limits: [{ type: 'Container', default: { cpu: '1', memory: '0.1Gi' }, min: { 'ephemeral-storage': '1Gi' } }] } };
    const after = containerAmounts(applyLimitRanges(live, [range]));
    containerAmounts(live).forEach((before, index) => {
      for (const field of ['requests', 'limits'] as const) {
        for (const [name, amount] of before[field]) expect(after[index][field].get(name)!.nanos).toBe(amount.nanos);
      }
      expect([...after[index].limits.keys()]).toEqual(expect.arrayContaining(['cpu', 'memory']));
      expect([...after[index].requests.keys()]).toEqual(expect.arrayContaining(['cpu', 'memory', 'ephemeral-storage']));
    });
  }));
});
