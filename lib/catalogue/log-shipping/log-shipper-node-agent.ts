import { createHash } from 'node:crypto';
import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { agentPod } from './agent-pod';
import { buildPipeline } from './build-pipeline';
import { ApiRule } from './engine';
import { LogEngine } from './log-engine';
import { LogShipperSidecarProps, SHIPPER_FIELDS } from './log-shipper-sidecar';
import { defined } from './merge';
import { NODE_AGENT_TOLERATION } from './option-shapes';
import { reloaderContainer, requireReload } from './reloader';
import { shipperContainer } from './shipper-container';
import { EnvSource } from '../../sidecar/env-source';
import { OnChange, SharedVolume } from '../../sidecar/shared-volume';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { FieldsOf, requireProps } from '../../sidecar/value-shape';

/** A toleration of the agent's Pods, in Kubernetes' terms. */
export interface NodeAgentToleration {
  /**
   * Key of the taint.
   *
   * @default - all keys
   */
  readonly key?: string;
  /**
   * `Exists` or `Equal`.
   *
   * @default "Exists"
   */
  readonly operator?: string;
  /**
   * Value of the taint, with `Equal`.
   *
   * @default - none
   */
  readonly value?: string;
  /**
   * `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
   *
   * @default - all
   */
  readonly effect?: string;
}

/**
 * Properties of a `LogShipperNodeAgent`: those of a `LogShipperSidecar`, of which `user` and `rotation` have no effect
 * here (the kubelet owns and rotates the logs of containers), and what a DaemonSet needs besides.
 */
export interface LogShipperNodeAgentProps extends LogShipperSidecarProps {
  /**
   * Namespace of the agent. Its Pod Security level must be `privileged`, since the agent reads the node's files.
   *
   * @default - the chart's
   */
  readonly inNamespace?: string;
  /**
   * Nodes that it runs on in spite of their taints.
   *
   * @default - all
   */
  readonly tolerations?: NodeAgentToleration[];
  /**
   * Labels of the nodes that it runs on.
   *
   * @default - all Linux nodes: none of the products has an image for others here
   */
  readonly nodeSelector?: { [label: string]: string };
  /**
   * Priority class of its Pods.
   *
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;
  /**
   * Numeric user that it runs as: the files of container logs belong to root.
   *
   * @default 0
   */
  readonly agentUser?: number;
  /**
   * SELinux type of the container that reads the node's files, for nodes that enforce SELinux (OpenShift, RHEL, Fedora
   * CoreOS, Bottlerocket): as the usual `container_t` it may neither read `/var/log` nor write its positions.
   * `spc_t` may both, and is what collectors of container logs run as; SELinux then holds it back in nothing. A
   * narrower one of your own needs to read, list and watch (inotify) `container_log_t` and `var_log_t`, and to write to
   * `/var/lib/<name of the agent>`; `container_logreader_t` may not watch.
   *
   * Pod Security `baseline` allows neither, as it allows no hostPath: see `inNamespace`.
   *
   * @see https://github.com/containers/container-selinux
   * @default - none, for nodes without SELinux
   */
  readonly seLinuxType?: string;
}

const FIELDS: FieldsOf<LogShipperNodeAgentProps> = {
  ...SHIPPER_FIELDS, inNamespace: 'text', tolerations: { list: { fields: NODE_AGENT_TOLERATION } }, nodeSelector: { map: 'text' }, priorityClassName: 'text', agentUser: 'whole number',
  seLinuxType: 'text',
};

const CONFIG_HASH = 'cdk8s-sidecars.io/config-hash';

/**
 * The pipeline of a `LogShipperSidecar` as one DaemonSet for the cluster, which reads what containers write to their
 * standard output: change the construct's name, and no Pod has a shipper of its own any more. Sources that name files
 * of an app become the output of its containers (`containerLogs` says of which). It makes the DaemonSet, a ConfigMap,
 * a ServiceAccount and, where Pods' labels are asked for, a ClusterRole that may read Pods.
 *
 * @example
 * declare const chart: Chart;
 * new LogShipperNodeAgent(chart, 'logs', {
 *   sources: [LogSource.containerLogs({ parser: LogParser.json() })],
 *   outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
 * });
 */
export class LogShipperNodeAgent extends Construct {
  /** Name of the DaemonSet, of the ConfigMap and of the ServiceAccount. */
  public readonly agentName: string;

  constructor(scope: Construct, id: string, props: LogShipperNodeAgentProps) {
    super(scope, id);
    requireProps(props, FIELDS, ['sources', 'outputs']);
    const choice = props.engine ?? LogEngine.fluentBit();
    const { image, extraConfig } = choice._options();
    const engine = choice._engine();
    const { product } = engine;
    const namespace = props.inNamespace ?? Chart.of(this).namespace;
    const meta = namespace === undefined ? {} : { namespace };
    const account = new ApiObject(this, 'agent', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...meta }, automountServiceAccountToken: false });
    this.agentName = account.name;

    const pipeline = buildPipeline(props, product, this.agentName);
    const method = props.onChange === OnChange.LIVE_RELOAD ? requireReload(engine) : undefined;
    const rendering = engine.render(pipeline.data, { reload: method !== undefined, extraConfig, ownImage: image !== undefined });
    const fields = containerFields(props);
    const rules = rendering.apiRules ?? [];
    if (rules.length) this.roleFor(rules, namespace);

    const config = SharedVolume.files('config', rendering.files);
    // Late: the scope's defaults may be set after this construct is made.
    const pod = () => agentPod(this, [
      shipperContainer({
        name: 'log-shipper',
        image: image ?? engine.imageFor?.(pipeline.data.outputs) ?? product.image,
        product,
        rendering,
        pipeline,
        props: fields ? { ...props, fields } : props,
        user: props.agentUser ?? 0,
        group: props.agentUser ?? 0,
        resources: absolute(props.resources) ?? SidecarResources.of(product.agentResources),
        enrich: { NODE_NAME: EnvSource.field('spec.nodeName') },
        config,
        // On the node, so that a new Pod of the agent goes on where the old one stopped.
        state: SharedVolume.of('state', { hostPath: { path: `/var/lib/${this.agentName}`, type: 'DirectoryOrCreate' } }),
        logs: [{ volume: SharedVolume.of('node-logs', { hostPath: { path: '/var/log', type: 'Directory' } }), path: '/var/log', readOnly: true }],
      }),
      ...(method ? reloaderContainer('log-shipper', config, product.configDirectory, method, pipeline.data.ports) : []),
    ], this.agentName);

    new ApiObject(this, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: this.agentName, ...meta }, data: { ...rendering.files } });
    const labels = { 'app.kubernetes.io/name': 'log-shipper-node-agent', 'app.kubernetes.io/instance': this.agentName.slice(0, 63).replace(/[^a-z0-9]+$/, '') };
    new ApiObject(this, 'daemon-set', {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: this.agentName, labels: { ...labels }, ...meta },
      spec: {
        selector: { matchLabels: { ...labels } },
        template: {
          metadata: { labels: { ...labels }, ...(method ? {} : { annotations: { [CONFIG_HASH]: hash(rendering.files) } }) },
          spec: {
            serviceAccountName: this.agentName,
            automountServiceAccountToken: rules.length > 0,
            terminationGracePeriodSeconds: pipeline.data.drainSeconds + 5,
            tolerations: tolerations(props.tolerations),
            nodeSelector: { ...(props.nodeSelector ?? { 'kubernetes.io/os': 'linux' }) },
            ...(props.priorityClassName ? { priorityClassName: props.priorityClassName } : {}),
            containers: Lazy.any({ produce: () => pod().containers }),
            volumes: pod().volumes,
            ...(pod().securityContext ? { securityContext: pod().securityContext } : {}),
          },
        },
      },
    });
  }

  private roleFor(rules: readonly ApiRule[], namespace: string | undefined): void {
    if (namespace === undefined) {
      throw new Error('inNamespace: is missing, and the ClusterRoleBinding for the agent must name the namespace of its ServiceAccount: give it, or set the chart\'s namespace');
    }
    const role = new ApiObject(this, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {},
      rules: rules.map((r) => ({ apiGroups: [...r.apiGroups], resources: [...r.resources], verbs: [...r.verbs] })),
    });
    const binding = new ApiObject(this, 'role-binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: {},
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.name },
      subjects: [{ kind: 'ServiceAccount', name: this.agentName, namespace }],
    });
    // A chart gives its namespace to every object, and these two belong to none.
    if (Chart.of(this).namespace !== undefined) [role, binding].forEach((o) => o.addJsonPatch(JsonPatch.remove('/metadata/namespace')));
  }
}

function tolerations(given: NodeAgentToleration[] = [{}]): object[] {
  return given.map(({ key, operator = 'Exists', value, effect }, i) => {
    if (operator !== 'Exists' && operator !== 'Equal') throw new Error(`tolerations[${i}].operator: "${operator}" is not an operator: use "Exists" or "Equal"`);
    if (operator === 'Exists' && value !== undefined) throw new Error(`tolerations[${i}].value: "${value}" has no meaning with "Exists": set operator to "Equal"`);
    if (operator === 'Equal' && key === undefined) throw new Error(`tolerations[${i}].key: is missing, and "Equal" needs one: name the taint's key`);
    return defined({ operator, key, value, effect });
  });
}

/** The user's own fields win, as everywhere. */
function containerFields({ seLinuxType, fields }: LogShipperNodeAgentProps): LogShipperNodeAgentProps['fields'] {
  if (seLinuxType === undefined) return fields;
  if (!/^[a-z][a-z0-9_.]*$/.test(seLinuxType)) {
    throw new Error(`seLinuxType: "${seLinuxType}" is not a type of SELinux: write the type alone, e.g. "spc_t"`);
  }
  const own = fields?.securityContext;
  return own === null ? fields : { ...fields, securityContext: { ...own, seLinuxOptions: { type: seLinuxType, ...own?.seLinuxOptions } } };
}

function absolute(resources: SidecarResources | undefined): SidecarResources | undefined {
  if (resources?._toPart().share) throw new Error('resources: are a share of the app\'s, and a node agent has no app beside it: use SidecarResources.of()');
  return resources;
}

function hash(files: Record<string, string>): string {
  return createHash('sha256').update(JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))).digest('hex').slice(0, 16);
}
