import * as fc from 'fast-check';
import { assembled, contribution, HEALTH, initNames, mainNames, pod, problems, sidecar } from './contributions';

const withInit = (...names: string[]) => pod({ initContainers: names.map((name) => ({ name, image: 'example.com/init:1' })) });

describe('start order', () => {
  test('by phases: configuration, telemetry, network, then the user\'s own init containers', () => {
    const result = assembled([
      contribution('proxy', { phase: 'network' }), contribution('logs', { phase: 'telemetry' }), contribution('config', { phase: 'configuration' }),
    ], { template: withInit('migrate', 'seed') });
    expect(initNames(result)).toEqual(['config', 'logs', 'proxy', 'migrate', 'seed']);
    expect(problems(result)).toEqual([]);
  });

  test('within a phase the order of attachment holds', () => {
    expect(initNames(assembled(['c', 'a', 'b'].map((n) => contribution(n))))).toEqual(['c', 'a', 'b']);
  });

  test('an explicit edge wins over phases, and moves what it must only', () => {
    const result = assembled([
      contribution('config', { phase: 'configuration', containers: [sidecar('config', { after: [{ target: 'proxy' }] })] }),
      contribution('logs'),
      contribution('proxy', { phase: 'network' }),
    ]);
    expect(initNames(result)).toEqual(['proxy', 'config', 'logs']);
  });

  test('an edge may name a container, a sidecar with several containers, or a user\'s init container', () => {
    const result = assembled([
      contribution('logs', { containers: [sidecar('shipper', { after: [{ target: 'mesh' }] }), sidecar('rotator')] }),
      contribution('mesh', { phase: 'network', setup: [sidecar('rules')], containers: [sidecar('envoy')] }),
      contribution('late', { containers: [sidecar('late', { after: [{ target: 'migrate' }] })] }),
    ], { template: withInit('migrate') });
    expect(initNames(result)).toEqual(['rules', 'envoy', 'shipper', 'rotator', 'migrate', 'late']);
  });

  test('startBefore draws a sidecar before the user\'s first init container', () => {
    const result = assembled([contribution('late', { phase: 'network', startBefore: ['migrate'] })], { template: withInit('migrate') });
    expect(initNames(result)).toEqual(['late', 'migrate']);
  });

  test('a set-up container stands before the sidecar that it prepares, without restartPolicy', () => {
    const result = assembled([contribution('git', { setup: [sidecar('git-init')] })]);
    expect(initNames(result)).toEqual(['git-init', 'git']);
    expect(result.template.spec.initContainers!.map((c) => c.restartPolicy)).toEqual([undefined, 'Always']);
  });

  test('a cycle is named in full', () => {
    const result = assembled([
      contribution('a', { containers: [sidecar('a', { after: [{ target: 'b' }] })] }),
      contribution('b', { containers: [sidecar('b', { after: [{ target: 'c' }] })] }),
      contribution('c', { containers: [sidecar('c', { after: [{ target: 'a' }] })] }),
    ]);
    expect(problems(result)).toHaveLength(1);
    expect(problems(result)[0]).toMatch(/^error cycle: the start order has a cycle: (a → c → b → a|c → b → a → c|b → a → c → b) /);
    expect(initNames(result).sort()).toEqual(['a', 'b', 'c']);
  });

  test('an unknown name lists the known ones', () => {
    const result = assembled([contribution('a', { containers: [sidecar('a', { after: [{ target: 'envy' }] })] }), contribution('envoy')]);
    expect(result.intent.problems).toEqual([expect.objectContaining({
      kind: 'unknown-name', at: 'initContainers[a]', message: expect.stringContaining('"envy"'), mend: expect.stringContaining('"envoy"'),
    })]);
  });

  test.each([
    ['healthy without a health check', { after: [{ target: 'b', gate: 'healthy' as const }] }, /no health check/],
    ['completed of a sidecar', { after: [{ target: 'b', gate: 'completed' as const }] }, /lives as long as the Pod/],
    ['after the app', { after: [{ target: 'app' }] }, /always starts before it/],
  ])('a wish that can\'t come true: %s', (_, part, message) => {
    const result = assembled([contribution('b'), contribution('a', { containers: [sidecar('a', part)] })]);
    expect(problems(result).filter((p) => message.test(p))).toHaveLength(1);
  });

  test('healthy of an init container is refused: Kubernetes takes no probe there', () => {
    const result = assembled([contribution('a', { containers: [sidecar('a', { after: [{ target: 'migrate', gate: 'healthy' }] })] })], { template: withInit('migrate') });
    expect(problems(result)).toEqual([expect.stringContaining('runs to completion')]);
  });

  test('property: every acyclic order keeps all edges, and nothing is lost', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 12 }).chain((n) => fc.record({
      n: fc.constant(n),
      phases: fc.array(fc.constantFrom('configuration' as const, 'telemetry' as const, 'network' as const), { minLength: n, maxLength: n }),
      // Edges from a lower to a higher number only: never a cycle.
      edges: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)).filter(([a, b]) => a < b), { maxLength: 20 }),
      order: fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
    })), ({ n, phases, edges, order }) => {
      const parts = order.map((i) => contribution(`s${i}`, {
        phase: phases[i],
        containers: [sidecar(`s${i}`, { after: edges.filter(([, b]) => b === i).map(([a]) => ({ target: `s${a}` })) })],
      }));
      const names = initNames(assembled(parts));
      expect([...names].sort()).toEqual([...Array(n).keys()].map((i) => `s${i}`).sort());
      for (const [a, b] of edges) expect(names.indexOf(`s${a}`)).toBeLessThan(names.indexOf(`s${b}`));
    }));
  });

  test('a chain of 200 dependencies and 500 containers is no matter', () => {
    const parts = [...Array(500).keys()].reverse().map((i) => contribution(`s${i}`, {
      containers: [sidecar(`s${i}`, { after: i > 0 && i < 200 ? [{ target: `s${i - 1}` }] : [] })],
    }));
    const names = initNames(assembled(parts));
    expect(names).toHaveLength(500);
    expect(names.indexOf('s0')).toBeLessThan(names.indexOf('s199'));
  });
});

describe('gates', () => {
  test('a health check makes a startup probe that asks every second', () => {
    const [c] = assembled([contribution('a', { containers: [sidecar('a', { health: { ...HEALTH, startupSeconds: 30 } })] })]).template.spec.initContainers!;
    expect(c.startupProbe).toEqual({ httpGet: { path: '/ready', port: 9000 }, periodSeconds: 1, failureThreshold: 30 });
    expect(c.readinessProbe).toMatchObject({ httpGet: { path: '/ready', port: 9000 } });
    expect(c.livenessProbe).toMatchObject({ periodSeconds: 10, failureThreshold: 3 });
  });

  test('a gate of "started" makes none, and delays liveness instead', () => {
    const [c] = assembled([contribution('a', { containers: [sidecar('a', { health: { ...HEALTH, startupSeconds: 90 }, gate: 'started' })] })]).template.spec.initContainers!;
    expect(c.startupProbe).toBeUndefined();
    expect(c.livenessProbe).toMatchObject({ initialDelaySeconds: 60 });
  });

  test('someone who waits for healthy brings the startup probe back', () => {
    const result = assembled([
      contribution('a', { containers: [sidecar('a', { health: HEALTH, gate: 'started' })] }),
      contribution('b', { containers: [sidecar('b', { after: [{ target: 'a', gate: 'healthy' }] })] }),
    ]);
    expect(result.template.spec.initContainers![0].startupProbe).toBeDefined();
  });

  test('readiness and liveness can be opted out of', () => {
    const [c] = assembled([contribution('a', { containers: [sidecar('a', { health: { ...HEALTH, readiness: null, liveness: null } })] })]).template.spec.initContainers!;
    expect(c).not.toHaveProperty('readinessProbe');
    expect(c).not.toHaveProperty('livenessProbe');
  });
});

describe('classic form', () => {
  const classic = { form: 'classic' as const, target: '1.27' };

  test('sidecars stand before the app, whose name kubectl still goes to', () => {
    const result = assembled([contribution('proxy', { phase: 'network', setup: [sidecar('rules')] })], classic);
    expect(mainNames(result)).toEqual(['proxy', 'app']);
    expect(initNames(result)).toEqual(['rules']);
    expect(result.template.spec.containers[0].restartPolicy).toBeUndefined();
    expect(result.template.metadata!.annotations).toMatchObject({ 'kubectl.kubernetes.io/default-container': 'app' });
  });

  test('a sidecar may start after the app', () => {
    const result = assembled([contribution('late', { containers: [sidecar('late', { after: [{ target: 'app' }], hasShell: true })] })], classic);
    expect(mainNames(result)).toEqual(['app', 'late']);
    expect(problems(result)).toEqual([]);
  });

  test('an init container can\'t wait for a sidecar', () => {
    const result = assembled([contribution('proxy', { startBefore: ['migrate'], containers: [sidecar('proxy', { hasShell: true })] })], { ...classic, template: withInit('migrate') });
    expect(problems(result)).toEqual([expect.stringMatching(/^error order: waits for the sidecar "proxy"/)]);
  });

  test('the app is held back by a postStart command, and a sidecar without one is told', () => {
    const waits = assembled([contribution('a', { containers: [sidecar('a', { hasShell: true, health: { ...HEALTH, classicWait: ['/wait'] } })] })], classic);
    expect(waits.template.spec.containers[0].lifecycle.postStart).toEqual({ exec: { command: ['/wait'] } });
    expect(problems(waits)).toEqual([]);
    const doesNot = assembled([contribution('a', { containers: [sidecar('a', { hasShell: true, health: HEALTH })] })], classic);
    expect(problems(doesNot)).toEqual([expect.stringMatching(/^warning classic: the app does not wait/)]);
  });

  test('it outlives the app by a sleep, with a second on top: the kubelet\'s own from 1.30 on, the image\'s before', () => {
    const at = (target: string, hasShell: boolean) => assembled([contribution('a', { containers: [sidecar('a', { hasShell })] })], { form: 'classic', target, appDrainSeconds: 7 });
    expect(at('1.30', false).template.spec.containers[0].lifecycle.preStop).toEqual({ sleep: { seconds: 8 } });
    expect(at('1.27', true).template.spec.containers[0].lifecycle.preStop).toEqual({ exec: { command: ['sleep', '8'] } });
    expect(problems(at('1.27', false))).toEqual([expect.stringMatching(/^warning classic: gets TERM at the same time/)]);
  });
});
