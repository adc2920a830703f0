import { Chart, Testing } from 'cdk8s';
import { OUTPUTS } from './all-outputs';
import { contribute, parse } from './helpers';
import { OnChange, SidecarDefaults, SidecarResources } from '../../../lib';
import {
  LogEngine, LogFilter, LogMultiline, LogOutput, LogParser, LogShipperNodeAgent, LogShipperNodeAgentProps, LogShipperSidecar, LogSource,
} from '../../../lib/catalogue/log-shipping';
import { evaluatePodSecurity } from '../../../lib/kubernetes/pod-security';

const base: LogShipperNodeAgentProps = { sources: [LogSource.containerLogs()], outputs: [LogOutput.stdout()] };
const LABELS = { podLabels: ['app.kubernetes.io/name'] };

function agent(props: Partial<LogShipperNodeAgentProps> = {}, namespace: string | undefined = 'logging'): Record<string, any> {
  const chart = new Chart(Testing.app(), 'test', { namespace });
  new LogShipperNodeAgent(chart, 'logs', { ...base, ...props });
  return Object.fromEntries(Testing.synth(chart).map((o: any) => [o.kind, o]));
}
const podSpec = (props: Partial<LogShipperNodeAgentProps> = {}) => agent(props).DaemonSet.spec.template.spec;
const text = (props: Partial<LogShipperNodeAgentProps> = {}) => Object.values<string>(agent(props).ConfigMap.data)[0];
const config = (props: Partial<LogShipperNodeAgentProps> = {}) => parse(text(props));

test('changing the construct\'s name is all it takes to move from sidecar to node agent', () => {
  const props = {
    sources: [LogSource.files('/var/log/app/*.log', { parser: LogParser.json({ timeField: 'time' }) })],
    filters: [LogFilter.redact('password')],
    outputs: [OUTPUTS.loki[1], OUTPUTS.elasticsearch[1]],
    rotation: { user: 1000 },
    user: 1000,
  };
  const chart = new Chart(Testing.app(), 'test');
  expect(() => {
    new LogShipperSidecar(chart, 'a', props);
    new LogShipperNodeAgent(chart, 'b', props);
  }).not.toThrow();
  const sidecar = parse(Object.values(contribute(props).containers![0].mounts![0].volume._toPart().files!)[0]);
  const node = config(props);
  expect(node.pipeline.outputs).toEqual(sidecar.pipeline.outputs);
  expect(node.service).toEqual(sidecar.service);
  expect(node.parsers[0]).toEqual(sidecar.parsers[0]);
  expect(node.pipeline.inputs[0].path).toBe('/var/log/containers/*_*_*-*.log');
  expect(node.pipeline.filters).toContainEqual({ name: 'modify', match: 'logs.*', condition: 'Key_exists password', set: 'password "[redacted]"' });
});

test('comes from the scope\'s registry mirror, set before or after', () => {
  const chart = new Chart(Testing.app(), 'test', { namespace: 'logging' });
  new LogShipperNodeAgent(chart, 'logs', base);
  SidecarDefaults.on(chart, { registryMirror: 'mirror.example.com' });
  const daemonSet = Testing.synth(chart).find((o: any) => o.kind === 'DaemonSet');
  expect(daemonSet.spec.template.spec.containers.map((c: any) => c.image)).toEqual([expect.stringMatching(/^mirror\.example\.com\//)]);
});

describe('the DaemonSet', () => {
  const spec = podSpec();
  const [container] = spec.containers;

  test('reads the node\'s logs only, and keeps its positions on the node', () => {
    const { name } = agent().DaemonSet.metadata;
    expect(spec.volumes.filter((v: any) => v.hostPath)).toEqual([
      { name: 'state', hostPath: { path: `/var/lib/${name}`, type: 'DirectoryOrCreate' } },
      { name: 'node-logs', hostPath: { path: '/var/log', type: 'Directory' } },
    ]);
    expect(container.volumeMounts.find((m: any) => m.name === 'node-logs')).toEqual({ name: 'node-logs', mountPath: '/var/log', readOnly: true });
    expect(container.volumeMounts.filter((m: any) => !m.readOnly).map((m: any) => m.name)).toEqual(['state']);
  });

  test('is root, for the files are, and nothing more', () => {
    expect(container.securityContext).toEqual({
      runAsUser: 0, runAsGroup: 0, runAsNonRoot: false, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(podSpec({ agentUser: 1000 }).containers[0].securityContext).toMatchObject({ runAsUser: 1000, runAsNonRoot: true });
    expect(spec.automountServiceAccountToken).toBe(false);
  });

  test('reads the Secrets of its outputs by a group, where it isn\'t root', () => {
    const outputs = [OUTPUTS.loki[1]];
    expect(podSpec({ outputs, agentUser: 1000 }).securityContext).toMatchObject({ fsGroup: expect.any(Number) });
    expect(podSpec({ outputs }).securityContext).toBeUndefined();
  });

  test('gets a type of SELinux that may read the node\'s files, where one is named', () => {
    const reading = podSpec({ seLinuxType: 'spc_t', onChange: OnChange.LIVE_RELOAD, fields: { livenessProbe: null, securityContext: { seLinuxOptions: { level: 's0' } } } });
    expect(reading.containers[0].securityContext).toEqual({ ...container.securityContext, seLinuxOptions: { type: 'spc_t', level: 's0' } });
    expect(reading.containers[0].livenessProbe).toBeUndefined();
    // The reloader reads nothing of the node's.
    expect(reading.containers[1].securityContext.seLinuxOptions).toBeUndefined();
    const objections = (props: Partial<LogShipperNodeAgentProps>) => evaluatePodSecurity({ spec: podSpec(props) }, 'baseline').map((v) => v.check);
    expect(objections({})).toEqual(['hostPathVolumes']);
    expect(objections({ seLinuxType: 'spc_t' })).toEqual(['hostPathVolumes', 'seLinuxOptions']);
    expect(() => agent({ seLinuxType: 'system_u:system_r:spc_t:s0' })).toThrow(/^seLinuxType: "system_u:system_r:spc_t:s0" is not a type of SELinux: .*"spc_t"/);
  });

  test('runs on every node, has sizes and probes, and time to end', () => {
    expect(spec.tolerations).toEqual([{ operator: 'Exists' }]);
    expect(container.resources).toEqual({ requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } });
    expect(container.startupProbe).toMatchObject({ httpGet: { path: '/', port: 2020 }, periodSeconds: 1 });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/', port: 2020 });
    expect(spec.terminationGracePeriodSeconds).toBe(15);
    const own = podSpec({
      tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }], nodeSelector: { disk: 'ssd' }, priorityClassName: 'high',
      resources: SidecarResources.of({ cpu: '1', memory: '1Gi' }), drainSeconds: 30, fields: { imagePullPolicy: 'Always' },
    });
    expect(own).toMatchObject({
      tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }], nodeSelector: { disk: 'ssd' }, priorityClassName: 'high', terminationGracePeriodSeconds: 35,
    });
    expect(own.containers[0]).toMatchObject({ imagePullPolicy: 'Always', resources: { requests: { cpu: '1', memory: '1Gi' } } });
  });

  test('selects its own Pods, which are rolled when the configuration changes', () => {
    const { DaemonSet: a } = agent();
    expect(a.spec.template.metadata.labels).toEqual(a.spec.selector.matchLabels);
    const { DaemonSet: b } = agent({ filters: [LogFilter.redact('x')] });
    const hashes = [a, b].map((d) => d.spec.template.metadata.annotations['cdk8s-sidecars.io/config-hash']);
    expect(hashes[0]).not.toBe(hashes[1]);
    expect(agent().DaemonSet).toEqual(a);
  });

  test('or reloaded by a helper', () => {
    const live = agent({ onChange: OnChange.LIVE_RELOAD }).DaemonSet.spec.template;
    expect(live.metadata.annotations).toBeUndefined();
    expect(live.spec.containers.map((c: any) => c.name)).toEqual(['log-shipper', 'log-shipper-reload']);
  });

  test('mounts what outputs need', () => {
    const volumes = podSpec({ outputs: [OUTPUTS.elasticsearch[1]] });
    expect(volumes.volumes).toEqual(expect.arrayContaining([{ name: 'ca', secret: { secretName: 'ca', defaultMode: 0o440 } }]));
    expect(volumes.containers[0].env).toEqual(expect.arrayContaining([{ name: 'LOG_ELASTICSEARCH_API_KEY', valueFrom: { secretKeyRef: { name: 'logging', key: 'api-key' } } }]));
  });
});

describe('access to the Kubernetes API', () => {
  test('none, unless labels of Pods are asked for', () => {
    expect(Object.keys(agent()).sort()).toEqual(['ConfigMap', 'DaemonSet', 'ServiceAccount']);
    expect(agent().ServiceAccount.automountServiceAccountToken).toBe(false);
    const all = agent({ enrichment: LABELS });
    expect(all.ClusterRole.rules).toEqual([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }]);
    expect(all.ClusterRole.metadata.namespace).toBeUndefined();
    expect(all.ClusterRoleBinding).toMatchObject({
      roleRef: { kind: 'ClusterRole', name: all.ClusterRole.metadata.name }, subjects: [{ kind: 'ServiceAccount', name: all.ServiceAccount.metadata.name, namespace: 'logging' }],
    });
    expect(all.DaemonSet.spec.template.spec.automountServiceAccountToken).toBe(true);
  });

  test('Vector always needs it, for it knows Pods by nothing else', () => {
    const all = agent({ engine: LogEngine.vector() });
    expect(all.ClusterRole.rules[0].resources).toEqual(['namespaces', 'nodes', 'pods']);
    expect(all.DaemonSet.spec.template.spec.containers[0].env).toContainEqual({ name: 'VECTOR_SELF_NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } });
  });

  test('needs a namespace for its account', () => {
    const chart = new Chart(Testing.app(), 'test');
    expect(() => new LogShipperNodeAgent(chart, 'logs', { ...base, enrichment: LABELS })).toThrow('inNamespace: is missing');
    new LogShipperNodeAgent(chart, 'named', { ...base, enrichment: LABELS, inNamespace: 'x' });
    expect(Testing.synth(chart).find((o: any) => o.kind === 'DaemonSet').metadata.namespace).toBe('x');
  });
});

describe('what is read', () => {
  const selected = LogSource.containerLogs({ selector: { podName: 'shop-*', inNamespace: 'prod', container: 'app' }, multiline: LogMultiline.startsWith('^\\d'), parser: LogParser.json() });

  test('Fluent Bit: pieces joined, then lines, then parsed; the Pod by the file\'s name; never its own logs', () => {
    const c = config({ sources: [selected] });
    const { name } = agent().DaemonSet.metadata;
    expect(c.pipeline.inputs[0]).toMatchObject({
      'tag': 'logs.containers.*', 'path': '/var/log/containers/shop-*_prod_app-*.log', 'exclude_path': `/var/log/containers/${name}-*`, 'multiline.parser': 'cri', 'path_key': 'log_file_path',
    });
    expect(c.pipeline.inputs[0].parser).toBeUndefined();
    expect(c.pipeline.filters.map((f: any) => f.name)).toEqual(['modify', 'multiline', 'parser', 'parser', 'modify']);
    const path = new RegExp(c.parsers.find((p: any) => p.name === 'container-log-path').regex);
    const file = `/var/log/containers/shop-7d9f-x2x_prod_my-app-${'0a'.repeat(32)}.log`;
    expect(path.exec(file)!.groups).toEqual({ k8s_pod_name: 'shop-7d9f-x2x', k8s_namespace_name: 'prod', k8s_container_name: 'my-app' });
    expect(c.pipeline.filters[4]).toEqual({ name: 'modify', match: 'logs.*', set: ['k8s_node_name "${NODE_NAME}"'] });
  });

  test('Fluent Bit: labels under the names that a sidecar gives them', () => {
    const { filters } = config({ enrichment: LABELS }).pipeline;
    expect(filters.find((f: any) => f.name === 'kubernetes')).toMatchObject({ match: 'logs.containers.*', kube_tag_prefix: 'logs.containers.var.log.containers.', labels: 'on' });
    expect(filters.find((f: any) => f.remove_wildcard)).toMatchObject({
      hard_rename: ['k8s_meta_label_app.kubernetes.io/name k8s_pod_label_app_kubernetes_io_name'], remove_wildcard: 'k8s_meta_',
    });
  });

  test('Vector', () => {
    const c = config({ engine: LogEngine.vector(), sources: [selected], enrichment: LABELS });
    expect(c.sources.in_containers).toMatchObject({ type: 'kubernetes_logs', include_paths_glob_patterns: ['/var/log/pods/prod_shop-*_*/app/*.log'] });
    expect(c.sources.in_containers.exclude_paths_glob_patterns[2]).toMatch(/^\/var\/log\/pods\/\*_test-logs-agent-\w+-\*_\*/);
    expect(c.transforms.join_containers).toMatchObject({ type: 'reduce', inputs: ['in_containers'], group_by: ['file', 'stream'], starts_when: 'match(string(.message) ?? "", r\'^\\d\')' });
    expect(c.transforms.parse_containers.inputs).toEqual(['join_containers']);
    expect(c.transforms.parse_containers.source).toContain('if exists(.kubernetes.pod_labels."app.kubernetes.io/name") { .k8s_pod_label_app_kubernetes_io_name = ');
    expect(c.transforms.parse_containers.source).toContain('del(.kubernetes)');
  });

  test('OpenTelemetry Collector', () => {
    const c = config({ engine: LogEngine.openTelemetryCollector(), sources: [selected], enrichment: { ...LABELS, containerName: false } });
    const r = c.receivers['file_log/containers'];
    expect(r.include).toEqual(['/var/log/pods/prod_shop-*_*/app/*.log']);
    expect(r.multiline).toBeUndefined();
    expect(r.operators.map((o: any) => o.type)).toEqual(['container', 'remove', 'recombine', 'json_parser', 'remove']);
    expect(r.operators[2].is_first_entry).toBe('body matches "^\\\\d"');
    expect(c.processors.k8sattributes).toMatchObject({ filter: { node_from_env_var: 'NODE_NAME' }, extract: { labels: [{ tag_name: 'k8s.pod.label.app.kubernetes.io/name', key: 'app.kubernetes.io/name', from: 'pod' }] } });
    expect(c.processors['transform/record'].log_statements).toContain('delete_key(resource.attributes, "k8s.container.name")');
    expect(c.service.pipelines.logs.processors.slice(0, 3)).toEqual(['memory_limiter', 'k8sattributes', 'transform/record']);
    expect(() => text({ engine: LogEngine.openTelemetryCollector(), outputs: [OUTPUTS.cloudWatchLogs[0]] })).toThrow('outputs[cloudwatch].logStream: a log stream for each Pod in a node agent');
  });

  test('Fluentd', () => {
    const conf = text({ engine: LogEngine.fluentd(), sources: [selected], enrichment: LABELS });
    expect(conf).toContain("@label '@READ'\n  path '/var/log/containers/shop-*_prod_app-*.log'");
    expect(conf).toContain("@type 'cri'");
    expect(conf.match(/@type 'concat'/g)).toHaveLength(2);
    expect(conf.indexOf('<label @READ>')).toBeLessThan(conf.indexOf('<label @RECORD>'));
    expect(conf).toContain("record[\\'k8s_pod_name\\'] = m[\\'k8s_pod_name\\']");
    expect(conf).toContain("@type 'kubernetes_metadata'");
    expect(conf).toContain("record.dig(\\'kubernetes\\', \\'labels\\', \\'app.kubernetes.io/name\\')");
  });
});

test.each<[string, () => unknown, string]>([
  ['container logs in a sidecar', () => contribute({ ...base }), 'sources: "containers" names container logs, which a sidecar can\'t read'],
  ['the same logs twice', () => agent({ sources: [LogSource.files('/a/*.log'), LogSource.files('/b/*.log', { name: 'b' })] }), 'sources[1].containerLogs: reads the same container logs as another source'],
  ['a selector that is none', () => LogSource.containerLogs({ selector: { podName: 'Shop' } }), 'containerLogs.podName: "Shop" is not a name'],
  ['no source', () => agent({ sources: [] }), 'sources: [] is empty'],
  ['sizes relative to an app', () => agent({ resources: SidecarResources.relativeToApp({ cpuShare: 0.1, memoryShare: 0.1, floor: { cpu: '10m', memory: '32Mi' } }) }), 'resources: are a share of the app\'s'],
  ['an odd toleration', () => agent({ tolerations: [{ operator: 'In' }] }), 'tolerations[0].operator: "In" is not an operator'],
  ['a value for Exists', () => agent({ tolerations: [{ key: 'a', value: 'b' }] }), 'tolerations[0].value: "b" has no meaning'],
  ['Equal to nothing', () => agent({ tolerations: [{ operator: 'Equal', value: 'b' }] }), 'tolerations[0].key: is missing'],
  ['live reload of the Collector', () => agent({ engine: LogEngine.openTelemetryCollector(), onChange: OnChange.LIVE_RELOAD }), 'onChange: "reload" is not something OpenTelemetry Collector can do'],
])('%s is an error', (_, act, message) => expect(act).toThrow(message));

test('two sources that say which containers they read', () => {
  const sources = [LogSource.files('/a/*.log', { containerLogs: { podName: 'a-*' } }), LogSource.files('/b/*.log', { name: 'b', containerLogs: { podName: 'b-*' } })];
  expect(config({ sources }).pipeline.inputs.map((i: any) => i.path)).toEqual(['/var/log/containers/a-*_*_*-*.log', '/var/log/containers/b-*_*_*-*.log']);
});
