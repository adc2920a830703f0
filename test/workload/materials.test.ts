import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { container, newChart, objects, only, podSpec, sidecar, workload } from './charts';
import { CustomSidecarProps, OnChange, PodContext, SharedVolume, Sidecar, SidecarContribution, WorkloadKind } from '../../lib';
import { CHECKSUM_ANNOTATION } from '../../lib/pod/pod-fields';

const files = (text: string, onChange?: OnChange): Partial<CustomSidecarProps> => ({
  containers: [container('s', { mounts: [{ volume: SharedVolume.files('conf', { 'a.yaml': text }, { onChange }), path: '/etc/a', readOnly: true }] })],
});
const checksum = (o: any) => o.spec.template.metadata?.annotations?.[CHECKSUM_ANNOTATION];
const mapName = (o: any) => podSpec(o).volumes.find((v: any) => v.name === 'conf').configMap.name;

/** Its file says the app's first port. */
class ByPort extends Sidecar {
  public contribute(pod: PodContext): SidecarContribution {
    return files(`port: ${pod.appContainers[0].ports[0]}`);
  }
}

describe('generated files', () => {
  test('one ConfigMap serves all workloads of a namespace', () => {
    const chart = newChart('shop');
    const s = sidecar(chart, 's', files('x: 1'));
    workload(chart, 'one', { sidecars: [s] });
    workload(chart, 'two', { sidecars: [s] });
    const map = only(chart, 'ConfigMap');
    expect(map).toMatchObject({ metadata: { namespace: 'shop' }, data: { 'a.yaml': 'x: 1' } });
    expect(objects(chart, 'Deployment').map(mapName)).toEqual([map.metadata.name, map.metadata.name]);
  });

  test('another one for each distinct content and namespace', () => {
    const chart = newChart('shop');
    const s = new ByPort(chart, 's');
    workload(chart, 'one', { sidecars: [s] });
    workload(chart, 'two', { sidecars: [s], containers: [{ name: 'app', image: 'a:1', portNumber: 9090 }] });
    workload(chart, 'three', { sidecars: [s], metadata: { namespace: 'other' } });
    expect(objects(chart, 'ConfigMap').map((m) => [m.metadata.namespace, m.data['a.yaml']]).sort()).toEqual([
      ['other', 'port: 8080'], ['shop', 'port: 8080'], ['shop', 'port: 9090'],
    ]);
    const names = new Set(objects(chart, 'Deployment').map(mapName));
    expect(names.size).toBe(3);
  });

  test('what changes after attaching counts, the name stays, and nothing is left behind', () => {
    const chart = newChart();
    const shop = workload(chart, 'one', { sidecars: [new ByPort(chart, 's')], containers: [{ name: 'app', image: 'a:1', ports: [] }] });
    const before = only(chart, 'ConfigMap');
    shop.workload.containers[0].addPort({ number: 7000 });
    const after = only(chart, 'ConfigMap');
    expect([before.data['a.yaml'], after.data['a.yaml']]).toEqual(['port: undefined', 'port: 7000']);
    expect(after.metadata.name).toBe(before.metadata.name);
  });

  test('stand in the workload\'s chart, so that it can be synthesized alone', () => {
    const app = Testing.app();
    const platform = new Chart(app, 'platform');
    const team = new Chart(app, 'team', { namespace: 'team' });
    workload(team, 'w', { sidecars: [sidecar(platform, 's', files('x: 1'))] });
    expect(objects(team, 'ConfigMap')).toHaveLength(1);
    expect(objects(platform, 'ConfigMap')).toHaveLength(0);
  });

  test('a change rolls the Pods by default, not with live reload, and never a Job', () => {
    const sum = (text: string, onChange?: OnChange, kind?: WorkloadKind) => {
      const chart = newChart();
      workload(chart, 'w', { kind, sidecars: [sidecar(chart, 's', files(text, onChange))] });
      return checksum(objects(chart, kind ? 'Job' : 'Deployment')[0]);
    };
    expect(sum('a')).toBeDefined();
    expect(sum('a')).not.toBe(sum('b'));
    expect(sum('a', OnChange.LIVE_RELOAD)).toBeUndefined();
    expect(sum('a', undefined, WorkloadKind.job())).toBeUndefined();
  });

  test.each([
    ['a/b.yaml', 'x', /not a ConfigMap key/],
    ['big.yaml', 'x'.repeat(1024 * 1024 + 1), /more than a ConfigMap may hold/],
  ])('%s is refused by name', (name, text, message) => {
    const chart = newChart();
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', { containers: [container('s', { mounts: [{ volume: SharedVolume.files('conf', { [name]: text }), path: '/a' }] })] })] });
    expect(() => Testing.synth(chart)).toThrow(message);
  });
});

describe('permissions', () => {
  const reader: Partial<CustomSidecarProps> = {
    containers: [container('s', { apiAccess: true })],
    permissions: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
  };

  test('make an account, a Role and a binding for the workload, and automount stays off', () => {
    const chart = newChart('shop');
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', reader)] });
    const account = only(chart, 'ServiceAccount');
    expect(account.automountServiceAccountToken).toBe(false);
    expect(only(chart, 'Role').rules).toEqual([{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }]);
    expect(only(chart, 'RoleBinding')).toMatchObject({ roleRef: { kind: 'Role', name: only(chart, 'Role').metadata.name }, subjects: [{ kind: 'ServiceAccount', name: account.metadata.name, namespace: 'shop' }] });
    expect(podSpec(only(chart, 'Deployment'))).toMatchObject({ serviceAccountName: account.metadata.name, automountServiceAccountToken: false });
  });

  test('bind the workload\'s own account where it has one', () => {
    const chart = newChart('shop');
    const own = new kplus.ServiceAccount(chart, 'own');
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', reader)], serviceAccount: own });
    expect(objects(chart, 'ServiceAccount').map((a) => a.metadata.name)).toEqual([own.name]);
    expect(only(chart, 'RoleBinding').subjects[0].name).toBe(own.name);
  });

  test('in another namespace the Role stands there, and names the workload\'s account', () => {
    const chart = newChart('shop');
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', { ...reader, permissions: [{ ...reader.permissions![0], inNamespace: 'shared' }] })] });
    expect(only(chart, 'Role').metadata.namespace).toBe('shared');
    expect(only(chart, 'RoleBinding')).toMatchObject({ metadata: { namespace: 'shared' }, subjects: [{ namespace: 'shop' }] });
  });

  test('of two workloads with one name each has its own', () => {
    const chart = newChart('shop');
    const metadata = { name: 'w' };
    const other = sidecar(chart, 't', { containers: [container('t', { apiAccess: true })], permissions: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] });
    workload(chart, 'one', { metadata, sidecars: [sidecar(chart, 's', reader)] });
    workload(chart, 'two', { metadata, sidecars: [other], kind: WorkloadKind.daemonSet() });
    const may = (o: any) => {
      const bound = objects(chart, 'RoleBinding').filter((b) => b.subjects[0].name === podSpec(o).serviceAccountName).map((b) => b.roleRef.name);
      return objects(chart, 'Role').filter((r) => bound.includes(r.metadata.name)).flatMap((r) => r.rules.flatMap((x: any) => x.resources));
    };
    expect(may(only(chart, 'Deployment'))).toEqual(['configmaps']);
    expect(may(only(chart, 'DaemonSet'))).toEqual(['secrets']);
  });

  test('two sidecars with permissions share the workload\'s one account', () => {
    const chart = newChart('shop');
    const second = sidecar(chart, 't', { containers: [container('t', { apiAccess: true })], permissions: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] });
    workload(chart, 'w', { sidecars: [sidecar(chart, 's', reader), second] });
    expect(objects(chart, 'ServiceAccount')).toHaveLength(1);
    expect(objects(chart, 'Role').flatMap((r) => r.rules.flatMap((x: any) => x.resources)).sort()).toEqual(['configmaps', 'secrets']);
  });
});
