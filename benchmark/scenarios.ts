/** The apps that are measured: with this library, and the same objects without it. */
import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Size, Testing } from 'cdk8s';
import { ContainerProps, Cpu, Probe } from 'cdk8s-plus-28';
import {
  AppNotification, ConfigSource, ConfigSyncSidecar, CustomSidecar, EnvoyProxySidecar, HealthCheck, LogOutput, LogShipperSidecar, LogSource,
  PodSidecars, Sidecar, SidecarResources, Upstream, WorkloadWithSidecars,
} from 'cdk8s-sidecars';
import { deploymentByHand, NAME } from './by-hand';

const CONTAINER: Omit<ContainerProps, 'image'> = {
  name: 'app',
  portNumber: 8080,
  startup: Probe.fromHttpGet('/healthz'),
  readiness: Probe.fromHttpGet('/ready'),
  resources: {
    cpu: { request: Cpu.millis(250), limit: Cpu.millis(500) },
    memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
  },
};

/** Each workload runs a program of its own. */
const imageOf = (name: string) => `registry.example.com/${name}:2.1`;

type Sidecars = (chart: Chart) => Sidecar[];

/** Three of the catalogue: their configuration is generated, and one of them needs access to the API. */
export const CATALOGUE: Sidecars = (chart) => [
  new LogShipperSidecar(chart, 'logs', {
    sources: [LogSource.files('/var/log/app/*.log')],
    outputs: [LogOutput.loki({ url: 'http://loki.monitoring:3100' })],
  }),
  new EnvoyProxySidecar(chart, 'proxy', { port: 15001, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)] }),
  new ConfigSyncSidecar(chart, 'config', {
    source: ConfigSource.labelled({ label: 'shop.example.com/config', value: 'app' }),
    path: '/etc/app/dynamic',
    notify: AppNotification.http({ port: 8080, path: '/-/reload' }),
  }),
];

/** Any number of small ones. */
export const custom = (count: number): Sidecars => (chart) => Array.from({ length: count }, (_, i) => new CustomSidecar(chart, `helper-${i}`, {
  containers: [{
    name: `helper-${i}`, image: `example.com/helper:1.${i}`, user: 1000 + i, ports: { [`metrics-${i}`]: 9100 + i },
    health: HealthCheck.http(9100 + i, '/healthz'),
    resources: SidecarResources.of({ cpu: '20m', memory: '32Mi' }),
  }],
}));

export interface Extent {
  readonly workloads: number;
  readonly charts?: number;
}

/** An App of so many charts whose synth writes files; workloads are spread over them. */
function app({ workloads, charts = 1 }: Extent, fill: (chart: Chart, names: string[]) => void): () => void {
  const outdir = mkdtempSync(join(tmpdir(), 'benchmark-'));
  return () => {
    const root = new App({ outdir });
    for (let c = 0; c < charts; c++) {
      const names = [];
      for (let i = c; i < workloads; i += charts) names.push(`app-${i}`);
      fill(new Chart(root, `chart-${c}`, { namespace: 'shop' }), names);
    }
    root.synth();
    rmSync(outdir, { recursive: true });
  };
}

/** `WorkloadWithSidecars`. */
export const withSidecars = (extent: Extent, sidecars: Sidecars) => () => app(extent, (chart, names) => {
  const attached = sidecars(chart);
  for (const name of names) addWorkload(chart, name, attached);
});

/** `PodSidecars.of` plain Deployments. */
export const adopted = (extent: Extent, sidecars: Sidecars) => {
  const plain = templateOf(() => []).find((o) => o.kind === 'Deployment')!;
  return () => app(extent, (chart, names) => {
    const attached = sidecars(chart);
    for (const name of names) adopt(chart, name, plain, attached);
  });
};

/** The same with cdk8s-plus alone. */
export const byHand = (extent: Extent, sidecars: Sidecars) => {
  const objects = templateOf(sidecars);
  const deployment = deploymentByHand(objects.find((o) => o.kind === 'Deployment'));
  return () => app(extent, (chart, names) => {
    writeOthers(chart, names, objects);
    for (const name of names) deployment(chart, name);
  });
};

/** The same as plain ApiObjects. */
export const whole = (extent: Extent, sidecars: Sidecars) => {
  const objects = templateOf(sidecars);
  return () => app(extent, (chart, names) => {
    writeOthers(chart, names, objects);
    const { apiVersion, kind, spec } = objects.find((o) => o.kind === 'Deployment')!;
    for (const name of names) new ApiObject(chart, name, { apiVersion, kind, metadata: { name }, spec: withImage(spec, name) } as any);
  });
};

function withImage(deployment: any, name: string): any {
  const { template } = deployment;
  const containers = template.spec.containers.map((c: any) => ({ ...c, image: c.image.replace(NAME, name) }));
  return { ...deployment, template: { ...template, spec: { ...template.spec, containers } } };
}

function addWorkload(chart: Chart, name: string, sidecars: Sidecar[]): void {
  new WorkloadWithSidecars(chart, name, { metadata: { name }, containers: [{ ...CONTAINER, image: imageOf(name) }], sidecars });
}

function adopt(chart: Chart, name: string, plain: any, sidecars: Sidecar[]): void {
  const api = new ApiObject(chart, name, { apiVersion: plain.apiVersion, kind: plain.kind, metadata: { name }, spec: withImage(plain.spec, name) } as any);
  const pods = PodSidecars.of(api);
  for (const sidecar of sidecars) pods.attach(sidecar);
}

/** What the library writes for one workload; `NAME` stands for its name. */
export function templateOf(sidecars: Sidecars): any[] {
  const chart = new Chart(new App(), 'chart-0', { namespace: 'shop' });
  addWorkload(chart, NAME, sidecars(chart));
  const objects = Testing.synth(chart);
  for (const o of objects) delete o.metadata.annotations;
  return objects;
}

/** Objects beside the Deployment, in the cheapest way: once, or for each workload where they name it. */
function writeOthers(chart: Chart, names: string[], objects: any[]): void {
  for (const [i, object] of objects.entries()) {
    if (object.kind === 'Deployment') continue;
    const text = JSON.stringify(object);
    if (!text.includes(NAME)) new ApiObject(chart, `other-${i}`, object);
    else for (const name of names) new ApiObject(chart, `other-${i}-${name}`, JSON.parse(text.replaceAll(NAME, name)));
  }
}
