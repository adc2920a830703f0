/**
 * What somebody would have written without this library: the same Deployment with cdk8s-plus, told as recipes that are
 * made from the finished manifest before the clock starts. What then runs is what hand-written code runs: `Probe.from...`,
 * `Cpu.millis(...)`, `Volume.from...` and one Deployment.
 */
import { ApiObject, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';

type Make<T> = (chart: Chart, at: Workload) => T;

/** The workload that is being written, with its volumes by name. */
interface Workload {
  readonly name: string;
  readonly volumes: Map<string, kplus.Volume>;
}

/** Stands in manifests for the workload's name. */
export const NAME = 'workload-name';

const text = (value: string): Make<string> => (value.includes(NAME) ? (_, at) => value.replaceAll(NAME, at.name) : () => value);
const seconds = (value: number | undefined) => (value === undefined ? undefined : Duration.seconds(value));

/** Recipe for a Deployment whose manifest is given. */
export function deploymentByHand(manifest: any): (chart: Chart, name: string) => void {
  const { spec, metadata } = manifest.spec.template;
  const declared: any[] = spec.volumes ?? [];
  const containers = spec.containers.map(container);
  const initContainers = spec.initContainers.map(container);
  const volumes: Array<[string, Make<kplus.Volume>]> = declared.filter((v) => !v.projected).map((v) => [v.name, volume(v)]);
  // What cdk8s-plus has no word for. Its readOnly mounts need a Volume, so those of a projected one are patched in too.
  const patches: JsonPatch[] = declared.filter((v) => v.projected).map((v) => JsonPatch.add('/spec/template/spec/volumes/-', asConverterReads(v)));
  for (const list of ['containers', 'initContainers']) {
    for (const [i, c] of spec[list].entries()) {
      for (const m of c.volumeMounts ?? []) {
        if (isProjected(declared, m.name)) patches.push(JsonPatch.add(`/spec/template/spec/${list}/${i}/volumeMounts/-`, m));
      }
    }
  }
  const account = spec.serviceAccountName && text(spec.serviceAccountName);
  const annotations = Object.entries<string>(metadata.annotations ?? {});
  return (chart, name) => {
    const at: Workload = { name, volumes: new Map() };
    for (const [volumeName, make] of volumes) at.volumes.set(volumeName, make(chart, at));
    const deployment = new kplus.Deployment(chart, name, {
      metadata: { name },
      podMetadata: { annotations: Object.fromEntries(annotations) },
      replicas: manifest.spec.replicas,
      terminationGracePeriod: seconds(spec.terminationGracePeriodSeconds),
      serviceAccount: account ? kplus.ServiceAccount.fromServiceAccountName(chart, `${name}-account-ref`, account(chart, at)) : undefined,
      securityContext: { fsGroup: spec.securityContext.fsGroup, ensureNonRoot: spec.securityContext.runAsNonRoot },
      containers: containers.map((make: Make<kplus.ContainerProps>) => make(chart, at)),
      initContainers: initContainers.map((make: Make<kplus.ContainerProps>) => make(chart, at)),
    });
    if (patches.length) ApiObject.of(deployment).addJsonPatch(...patches);
  };

  function container(c: any): Make<kplus.ContainerProps> {
    const image = text(c.image);
    const args = c.args?.map(text);
    const env = Object.entries<Make<kplus.EnvValue>>(Object.fromEntries((c.env ?? []).map((e: any) => [e.name, envValue(e)])));
    const mounts = (c.volumeMounts ?? []).filter((m: any) => !isProjected(declared, m.name));
    const [startup, readiness, liveness] = [c.startupProbe, c.readinessProbe, c.livenessProbe].map((p) => p && probe(p));
    return (chart, at) => ({
      name: c.name,
      image: image(chart, at),
      command: c.command,
      args: args?.map((a: Make<string>) => a(chart, at)),
      envVariables: Object.fromEntries(env.map(([name, make]) => [name, make(chart, at)])),
      ports: c.ports?.map((p: any) => ({ number: p.containerPort, name: p.name })),
      volumeMounts: mounts.map((m: any) => ({ path: m.mountPath, volume: at.volumes.get(m.name)!, readOnly: m.readOnly, subPath: m.subPath })),
      startup: startup?.(chart, at),
      readiness: readiness?.(chart, at),
      liveness: liveness?.(chart, at),
      resources: {
        cpu: { request: cpu(c.resources.requests.cpu), limit: cpu(c.resources.limits.cpu) },
        memory: { request: size(c.resources.requests.memory), limit: size(c.resources.limits.memory) },
      },
      securityContext: {
        user: c.securityContext.runAsUser,
        group: c.securityContext.runAsGroup,
        ensureNonRoot: c.securityContext.runAsNonRoot,
        readOnlyRootFilesystem: c.securityContext.readOnlyRootFilesystem,
        allowPrivilegeEscalation: c.securityContext.allowPrivilegeEscalation,
        capabilities: { drop: c.securityContext.capabilities.drop },
        seccompProfile: { type: c.securityContext.seccompProfile.type },
      },
      restartPolicy: c.restartPolicy,
    });
  }
}

/** The generated classes of cdk8s-plus spell one field their own way, and drop it otherwise. */
const asConverterReads = (declared: any) => JSON.parse(JSON.stringify(declared).replaceAll('"downwardAPI"', '"downwardApi"'));
const isProjected = (volumes: any[], name: string) => volumes.some((v) => v.name === name && v.projected);
const cpu = (amount: string) => (amount.endsWith('m') ? kplus.Cpu.millis(Number.parseInt(amount, 10)) : kplus.Cpu.units(Number(amount)));

function size(amount: string): Size {
  const number = Number.parseInt(amount, 10);
  return amount.endsWith('Gi') ? Size.gibibytes(number) : amount.endsWith('Mi') ? Size.mebibytes(number) : Size.kibibytes(number);
}

function envValue(e: any): Make<kplus.EnvValue> {
  if (e.value !== undefined) {
    const value = text(e.value);
    return (chart, at) => kplus.EnvValue.fromValue(value(chart, at));
  }
  const { fieldRef, resourceFieldRef } = e.valueFrom;
  return fieldRef ? () => kplus.EnvValue.fromFieldRef(fieldRef.fieldPath) : () => kplus.EnvValue.fromResource(resourceFieldRef.resource);
}

function probe(p: any): Make<kplus.Probe> {
  return () => {
    const options = {
      failureThreshold: p.failureThreshold,
      initialDelaySeconds: seconds(p.initialDelaySeconds),
      periodSeconds: seconds(p.periodSeconds),
      timeoutSeconds: seconds(p.timeoutSeconds),
    };
    if (p.httpGet) return kplus.Probe.fromHttpGet(p.httpGet.path, { ...options, port: p.httpGet.port });
    if (p.exec) return kplus.Probe.fromCommand(p.exec.command, options);
    return kplus.Probe.fromTcpSocket({ ...options, port: p.tcpSocket.port });
  };
}

function volume(v: any): Make<kplus.Volume> {
  if (v.configMap) {
    const name = text(v.configMap.name);
    return (chart, at) => {
      const map = kplus.ConfigMap.fromConfigMapName(chart, `${at.name}-${v.name}-ref`, name(chart, at));
      return kplus.Volume.fromConfigMap(chart, `${at.name}-${v.name}`, map, { name: v.name });
    };
  }
  const medium = v.emptyDir.medium === 'Memory' ? kplus.EmptyDirMedium.MEMORY : undefined;
  return (chart, at) => kplus.Volume.fromEmptyDir(chart, `${at.name}-${v.name}`, v.name, { sizeLimit: size(v.emptyDir.sizeLimit), medium });
}
