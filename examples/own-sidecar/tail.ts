import {
  EnvSource, HealthCheck, PodContext, SharedVolume, Sidecar, SidecarContribution, SidecarPhase, SidecarResources,
} from 'cdk8s-sidecars';
import { Construct } from 'constructs';

/** Properties of a `Tail`. */
export interface TailProps {
  /** File that is followed, in a directory that the app writes to. */
  readonly file: string;
  /** Secret whose key `token` authenticates at the receiver. */
  readonly tokenSecret: string;
  /** Receiver of the lines. */
  readonly url: string;
}

/** A sidecar as a platform team would publish it: small, typed, and attachable to anything. */
export class Tail extends Sidecar {
  constructor(scope: Construct, id: string, private readonly props: TailProps) {
    super(scope, id);
    if (!/^\/.+\/[^/]+$/.test(props.file)) throw new Error(`file: "${props.file}" is not an absolute path of a file in a directory`);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const directory = this.props.file.slice(0, this.props.file.lastIndexOf('/'));
    const shared = SharedVolume.appDirectory(directory, { sizeLimit: '128Mi' });
    return {
      purpose: 'log shipping',
      phase: SidecarPhase.TELEMETRY,
      containers: [{
        name: 'tail',
        image: 'registry.example.com/platform/tail:1.4.0',
        user: 65532,
        args: [`--file=${this.props.file}`, `--to=${this.props.url}`, `--source=${pod.workloadKind}/${pod.workloadName}`],
        ports: { 'tail-metrics': 9090 },
        health: HealthCheck.http(9090, '/healthz', { startupSeconds: 20 }),
        env: { TOKEN: EnvSource.secret(this.props.tokenSecret, 'token'), POD: EnvSource.field('metadata.name') },
        resources: SidecarResources.of({ cpu: '20m', memory: '32Mi', ephemeralStorage: '16Mi' }),
        mounts: [{ volume: shared, path: directory, readOnly: true }],
        drainSeconds: 5,
      }],
      app: { mounts: [{ volume: shared, path: directory }] },
    };
  }
}
