import * as fc from 'fast-check';
import { FOREIGN, reported } from './helpers';
import { SidecarTradeOff } from '../../lib/report';

const sizes = { sidecar: { cpu: '50m', memory: '64Mi' }, nodeAgent: { cpu: '200m', memory: '256Mi' } };

test('multiplies, and finds the density at which both are equal', () => {
  const found = SidecarTradeOff.of({ pods: 300, nodes: 20, ...sizes });
  expect(found.podsPerNode).toBe('15');
  expect(found.sidecarRequests).toEqual({ cpu: '15', memory: '19200Mi' });
  expect(found.nodeAgentRequests).toEqual({ cpu: '4', memory: '5Gi' });
  expect(found.breakEvenPodsPerNode).toEqual({ cpu: '4', memory: '4' });
  expect(found.cheaper).toEqual({ cpu: 'node agent', memory: 'node agent' });
  expect([found.sidecarImagePulls, found.nodeAgentImagePulls]).toEqual([20, 20]);
});

test('few Pods on many nodes are better off with sidecars', () => {
  const found = SidecarTradeOff.of({ pods: 10, nodes: 80, ...sizes });
  expect(found.cheaper).toEqual({ cpu: 'sidecar', memory: 'sidecar' });
  expect([found.sidecarImagePulls, found.nodeAgentImagePulls]).toEqual([10, 80]);
  expect(found.podsPerNode).toBe('0.13');
});

test('one resource may speak for one form, and the other for the other', () => {
  const found = SidecarTradeOff.of({ pods: 30, nodes: 10, sidecar: { cpu: '100m', memory: '32Mi' }, nodeAgent: { cpu: '250m', memory: '96Mi' } });
  expect(found.cheaper).toEqual({ cpu: 'node agent', memory: 'equal' });
  expect(found.breakEvenPodsPerNode).toEqual({ cpu: '2.5', memory: '3' });
});

test('below the break-even density sidecars are cheaper, above it the node agent', () => {
  const whole = fc.integer({ min: 1, max: 4000 });
  fc.assert(fc.property(fc.record({ pods: whole, nodes: whole, sidecar: whole, nodeAgent: whole }), ({ pods, nodes, sidecar, nodeAgent }) => {
    const found = SidecarTradeOff.of({ pods, nodes, sidecar: { cpu: `${sidecar}m` }, nodeAgent: { cpu: `${nodeAgent}m` } });
    const density = pods * sidecar - nodes * nodeAgent;
    expect(found.cheaper.cpu).toBe(density < 0 ? 'sidecar' : density > 0 ? 'node agent' : 'equal');
    expect(Math.abs(Number(found.breakEvenPodsPerNode.cpu) - nodeAgent / sidecar)).toBeLessThanOrEqual(0.0051);
  }));
});

test('what the sidecar does not ask for is never equal', () => {
  const found = SidecarTradeOff.of({ pods: 2, nodes: 2, sidecar: { cpu: '10m' }, nodeAgent: { cpu: '10m', memory: '1Gi' } });
  expect(found.breakEvenPodsPerNode).toEqual({ cpu: '1' });
  expect(found.cheaper).toEqual({ cpu: 'equal', memory: 'sidecar' });
  expect(found.text()).toMatch(/memory +0 +2Gi +never +sidecar/);
});

test('takes a sidecar\'s size and its hold on the start from a plan', () => {
  const [{ plan }] = reported(FOREIGN);
  const found = SidecarTradeOff.ofPlan(plan, 'proxy', { pods: 10, nodes: 5, nodeAgent: { cpu: '500m', memory: '1Gi' } });
  expect(found.sidecarRequests).toEqual({ cpu: '1', memory: '1280Mi' });
  expect(found.startupHoldSeconds).toBe(2);
  expect(found.text()).toContain('held back 2 s');
  expect(() => SidecarTradeOff.ofPlan(plan, 'app', { pods: 1, nodes: 1, nodeAgent: { cpu: '1' } }))
    .toThrow('sidecar: "app" is no sidecar of Deployment/web: name one of "proxy", "watcher"');
});

test('is a table on the terminal', () => {
  expect(SidecarTradeOff.of({ pods: 300, nodes: 20, ...sizes }).text().split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['Sidecar or node agent: 300 Pods on 20 nodes, 15 Pods per node'],
    ['sidecars', 'node agents', 'equal at', 'cheaper'],
    ['cpu', '15', '4', '4 Pods per node', 'node agent'],
    ['memory', '19200Mi', '5Gi', '4 Pods per node', 'node agent'],
    ['image pulls', 'at most 20', '20'],
    ['start of each Pod', 'not held back', 'not held back'],
    [''],
  ]);
});

test.each([
  [{ pods: 0 }, 'pods: 0 is not a count'],
  [{ pods: 1.5 }, 'pods: 1.5 is not a count'],
  [{ nodes: NaN }, 'nodes: NaN is not a count'],
  [{ sidecar: {} }, 'sidecar: {} asks for nothing'],
  [{ nodeAgent: { cpu: '100mm' } }, 'nodeAgent.cpu: "100mm" is not a Kubernetes quantity'],
  [{ sidecar: { cpu: '-1' } }, 'sidecar.cpu: "-1" is less than 0'],
  [{ startupHoldSeconds: -1 }, 'startupHoldSeconds: -1 is not a number of seconds'],
])('refuses %j', (wrong, message) => {
  expect(() => SidecarTradeOff.of({ pods: 1, nodes: 1, ...sizes, ...wrong } as any)).toThrow(message);
});
