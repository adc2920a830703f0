/** PgBouncer: from properties to what it adds to a Pod. */
import { requireEnvPrefix } from './cloud-sql-instance';
import { PG_BOUNCER } from './data/pg-bouncer';
import { pgBouncerModel } from './pg-bouncer-model';
import { PgBouncerProps } from './pg-bouncer-props';
import { ProxyContext, ProxyImplementation } from './proxy-implementation';
import { PgBouncerModel, pgBouncerIni } from './writers/pg-bouncer-ini';
import { AppContribution, HealthCheck, SharedVolume, SidecarContribution, SidecarForm, SidecarMount, SidecarResources } from '../../sidecar';
import { secretFiles } from '../common/secret-key-reference';
import { lastSignalVariables, quitFileVariables, SIGNAL_ON_CHANGE, watchVariables } from '../common/signal-on-change';
import { textEnv } from '../common/text-env';

export class PgBouncer implements ProxyImplementation {
  public readonly defaultDrainSeconds = PG_BOUNCER.drainSeconds;
  private readonly model: PgBouncerModel;
  private readonly envPrefix: string;

  constructor(private readonly props: PgBouncerProps) {
    this.model = pgBouncerModel(props);
    this.envPrefix = requireEnvPrefix('envPrefix', props.envPrefix ?? 'DB');
  }

  public contribution(context: ProxyContext): Pick<SidecarContribution, 'containers' | 'app' | 'purpose'> {
    const { name, pod, drainSeconds, resources, fields } = context;
    const { props, model } = this;
    const { paths } = PG_BOUNCER;
    const classic = pod.form === SidecarForm.CLASSIC;
    const quit = classic && pod.runsToCompletion ? SharedVolume.emptyDir(`${name.slice(0, 50)}-quit`, { sizeLimit: '1Mi' }) : undefined;
    const check = this.check(false);
    return {
      purpose: 'connection pool',
      app: this.app(quit),
      containers: [{
        name,
        image: props.image ?? PG_BOUNCER.image,
        hasShell: true,
        command: ['/bin/sh', `${paths.config}/start.sh`, PG_BOUNCER.program, `${paths.config}/${PG_BOUNCER.file}`],
        env: textEnv({
          ...watchVariables(this.watched(), PG_BOUNCER.reloadSignal, quit ? PG_BOUNCER.quitWatchSeconds : PG_BOUNCER.watchSeconds),
          // What is left then is clients that wait for a server which does not answer.
          ...lastSignalVariables(PG_BOUNCER.lastSignal, drainSeconds),
          ...(quit ? quitFileVariables(`${paths.quit}/${PG_BOUNCER.files.quit}`) : {}),
        }),
        loopbackPorts: [model.port],
        health: HealthCheck.command(check, {
          startupSeconds: PG_BOUNCER.startupSeconds, classicWaitCommand: classic ? this.check(true) : undefined,
        }),
        resources: resources ?? SidecarResources.of(PG_BOUNCER.size),
        user: PG_BOUNCER.user,
        group: PG_BOUNCER.group,
        mounts: this.mounts(name.slice(0, 50), quit),
        drainSeconds: drainSeconds + 1,
        quitsByItself: quit && `the app creates the file $${this.envPrefix}_PROXY_QUIT_FILE at its end`,
        fields,
      }],
    };
  }

  /**
   * By a connection, from within: it listens on loopback, where the kubelet does not reach it. Nothing is sent, which
   * PgBouncer passes over in silence; a login would need a user, and the server's answer where users are looked up.
   */
  private check(wait: boolean): string[] {
    const connect = `exec 3<>/dev/tcp/127.0.0.1/${this.model.port}`;
    if (!wait) return [PG_BOUNCER.shell, '-c', connect];
    return [PG_BOUNCER.shell, '-c', `for ((i = 0; i < ${PG_BOUNCER.startupSeconds}; i++)); do (${connect}) 2>/dev/null && exit 0; sleep 1; done; exit 1`];
  }

  private app(quit: SharedVolume | undefined): AppContribution {
    const { model, envPrefix } = this;
    const { paths, files } = PG_BOUNCER;
    const [first] = model.databases;
    const env: { [name: string]: string } = {
      HOST: '127.0.0.1',
      PORT: String(model.port),
      ...(model.databases.length === 1 && first.name !== '*' ? { NAME: first.name } : {}),
      POOL_MODE: first.poolMode ?? model.poolMode,
      POOL_SIZE: String(first.poolSize ?? model.poolSize),
      MAX_CONNECTIONS: String(model.maxClientConnections),
      ...(quit ? { PROXY_QUIT_FILE: `${paths.quit}/${files.quit}` } : {}),
    };
    return {
      env: textEnv(Object.fromEntries(Object.entries(env).map(([key, value]) => [`${envPrefix}_${key}`, value]))),
      mounts: quit && [{ volume: quit, path: paths.quit }],
    };
  }

  private watched(): string[] {
    return [this.model.usersFile, ...(this.model.serverTls.authorityFile ? [this.model.serverTls.authorityFile] : [])];
  }

  private mounts(prefix: string, quit: SharedVolume | undefined): SidecarMount[] {
    const { paths, file, files } = PG_BOUNCER;
    const authority = this.props.serverTls?._model().authority?._volume(`${prefix}-authority`);
    return [
      { volume: SharedVolume.files(`${prefix}-config`, { [file]: pgBouncerIni(this.model), 'start.sh': SIGNAL_ON_CHANGE }), path: paths.config, readOnly: true },
      { volume: secretFiles(`${prefix}-users`, { [files.users]: this.props.users }), path: paths.users, readOnly: true },
      ...(authority ? [{ volume: authority, path: paths.authority, readOnly: true }] : []),
      ...(quit ? [{ volume: quit, path: paths.quit, readOnly: true }] : []),
    ];
  }
}
