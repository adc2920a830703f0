import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { attempt, run, tarball } from './tarball';

/** An empty folder in which somebody starts with cdk8s and this library. */
export class UserApp {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-sidecars-app-'));

  constructor(packages: string[]) {
    this.write('package.json', JSON.stringify({ name: 'user-app', private: true }));
    run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', tarball(), 'cdk8s-cli@^2', ...packages], this.folder);
  }

  public write(file: string, text: string): void {
    mkdirSync(join(this.folder, file, '..'), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  public versionOf(name: string): string {
    return JSON.parse(readFileSync(join(this.folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  }

  public npx(...args: string[]): string {
    return run('npx', ['--no-install', ...args], this.folder);
  }

  /** What `cdk8s synth` writes for an app. */
  public synth(app: string): any[] {
    this.npx(...this.command(app));
    return this.written();
  }

  /** The same with the library's plugin over what was written: the CLI's exit code and what it prints. */
  public synthWithPlugin(app: string): { status: number | null; text: string } {
    const plugin = '{ package: ./node_modules/cdk8s-sidecars/build/plugin, class: PodValidation, version: 1.0.0 }';
    return attempt('npx', ['--no-install', ...this.command(app, `validations: [${plugin}]\n`)], this.folder);
  }

  private command(app: string, more = ''): string[] {
    this.write('cdk8s.yaml', `language: typescript\napp: ${app}\n${more}`);
    return ['cdk8s', 'synth', '--check-upgrade=false'];
  }

  public written(): any[] {
    return parseAllDocuments(readFileSync(join(this.folder, 'dist', 'shop.k8s.yaml'), 'utf8')).map((d) => d.toJS());
  }
}

/** A first app, as TypeScript and, without its types, as JavaScript. */
export const BODY = `
const app = new App();
const chart = new Chart(app, 'shop');
class Tail extends Sidecar {
  contribute(pod) {
    return {
      containers: [{ name: 'tail', image: 'example.com/tail:1.0', user: 1000, env: { APP: EnvSource.text(pod.workloadName) } }],
    };
  }
}
const cache = new CustomSidecar(chart, 'cache', {
  containers: [{
    name: 'cache', image: 'docker.io/library/memcached:1.6.38', user: 11211, loopbackPorts: [11211],
    resources: SidecarResources.of({ cpu: '20m', memory: '96Mi' }),
  }],
});
const shop = new WorkloadWithSidecars(chart, 'shop', {
  kind: WorkloadKind.deployment({ replicas: 3 }),
  metadata: { name: 'shop' },
  containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }],
  sidecars: [cache],
});
shop.expose({ port: 80 });
const other = new kplus.StatefulSet(chart, 'other', { containers: [{ image: 'myapp/other:1.0', portNumber: 8081 }] });
PodSidecars.of(other).attach(new Tail(chart, 'tail'));
app.synth();
`;

export const NAMES = 'CustomSidecar, EnvSource, PodSidecars, Sidecar, SidecarResources, WorkloadKind, WorkloadWithSidecars';

export const ES_MODULE = `
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ${NAMES} } from 'cdk8s-sidecars';
${BODY}`;

export const COMMON_JS = `
const { App, Chart } = require('cdk8s');
const kplus = require('cdk8s-plus-28');
const { ${NAMES} } = require('cdk8s-sidecars');
${BODY}`;

/** An app without the library's constructs, and with a Pod that Kubernetes refuses. */
export const REFUSED = `
const { ApiObject, App, Chart } = require('cdk8s');
const app = new App();
new ApiObject(new Chart(app, 'shop'), 'pod', {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'App_1', image: 'app:1.0' }] },
});
app.synth();
`;

export const TYPESCRIPT = ES_MODULE
  .replace('} from \'cdk8s-sidecars\'', ', PodContext, SidecarContribution } from \'cdk8s-sidecars\'')
  .replace('contribute(pod)', 'contribute(pod: PodContext): SidecarContribution');
