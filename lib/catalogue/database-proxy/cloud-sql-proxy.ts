/** Cloud SQL Auth Proxy: from properties to what it adds to a Pod. */
import { CloudSqlInstance, CloudSqlInstanceOptions } from './cloud-sql-instance';
import { CloudSqlProxyProps } from './cloud-sql-proxy-props';
import { CLOUD_SQL_PROXY } from './data/cloud-sql';
import { CLOUD_SQL_FIELDS } from './props-shape';
import { ProxyContext, ProxyImplementation } from './proxy-implementation';
import { cloudSqlArgs, CloudSqlInstanceModel, CloudSqlModel, waitArguments } from './writers/cloud-sql-args';
import { EnvSource, HealthCheck, SidecarContribution, SidecarForm, SidecarResources } from '../../sidecar';
import { requireProps } from '../../sidecar/value-shape';
import { refuse, requireUnprivilegedPort, requireWhole } from '../common/arguments';
import { goMemoryLimit } from '../common/go-memory-limit';
import { requireSecretKey, secretFiles } from '../common/secret-key-reference';
import { literal } from '../common/text-env';

export class CloudSqlProxy implements ProxyImplementation {
  public readonly defaultDrainSeconds = CLOUD_SQL_PROXY.drainSeconds;
  private readonly model: Omit<CloudSqlModel, 'drainSeconds'>;

  constructor(private readonly props: CloudSqlProxyProps) {
    requireProps(props, CLOUD_SQL_FIELDS, ['instances']);
    const { ports, paths, credentialsFile } = CLOUD_SQL_PROXY;
    if (props.instances.length === 0) refuse('instances', '[]', 'is empty', 'give at least one');
    if (props.credentials) requireSecretKey('credentials', props.credentials);
    const httpPort = requireUnprivilegedPort('httpPort', props.httpPort ?? ports.http);
    const adminPort = requireUnprivilegedPort('adminPort', props.adminPort ?? ports.admin);
    if (httpPort === adminPort) refuse('adminPort', adminPort, 'is taken by httpPort', 'give another port');
    props.impersonate?.forEach((account, i) => {
      if (!/^[^@\s,]+@[^@\s,]+$/.test(account)) refuse(`impersonate[${i}]`, account, 'is not a service account', 'write it like name@project.iam.gserviceaccount.com');
    });
    checkExtraArgs(props.extraArgs ?? []);
    this.model = {
      instances: instanceModels(props.instances, new Map([[httpPort, 'httpPort'], [adminPort, 'adminPort']])),
      httpPort,
      adminPort,
      credentialsFile: props.credentials && `${paths.credentials}/${credentialsFile}`,
      impersonate: [...props.impersonate ?? []],
      maxConnections: props.maxConnections === undefined ? undefined : requireWhole('maxConnections', props.maxConnections, 1),
      lazyRefresh: props.lazyRefresh ?? false,
    };
  }

  public contribution({ name, pod, drainSeconds, resources, fields }: ProxyContext): Pick<SidecarContribution, 'containers' | 'app' | 'purpose'> {
    const { props } = this;
    const { images, paths, startupSeconds } = CLOUD_SQL_PROXY;
    const model: CloudSqlModel = { ...this.model, drainSeconds };
    const classic = pod.form === SidecarForm.CLASSIC;
    const shell = classic && props.image === undefined;
    const quit = classic && pod.runsToCompletion;
    const quitUrl = quit ? `http://127.0.0.1:${model.adminPort}${paths.quit}` : undefined;
    const size = resources ?? SidecarResources.of(CLOUD_SQL_PROXY.size);
    const env = model.instances.flatMap((i) => [[`${i.envPrefix}_HOST`, '127.0.0.1'], [`${i.envPrefix}_PORT`, String(i.port)]]);
    if (quitUrl) env.push([`${model.instances[0].envPrefix}_PROXY_QUIT_URL`, quitUrl]);
    return {
      purpose: 'Cloud SQL connection',
      app: { env: Object.fromEntries(env.map(([key, value]) => [key, EnvSource.text(value)])) },
      containers: [{
        name,
        image: props.image ?? (shell ? images.withShell : images.distroless),
        hasShell: shell,
        args: [...cloudSqlArgs(model, quit), ...props.extraArgs ?? []].map(literal),
        env: { GOMEMLIMIT: goMemoryLimit(size) },
        ports: { 'db-metrics': model.httpPort },
        loopbackPorts: [...model.instances.map((i) => i.port), ...(quit ? [model.adminPort] : [])],
        // Whether it listens. That the database answers is the app's own to find out.
        health: HealthCheck.http(model.httpPort, paths.startup, {
          livenessPath: paths.liveness, startupSeconds, classicWaitCommand: classic ? waitArguments(model) : undefined,
        }),
        resources: size,
        user: CLOUD_SQL_PROXY.user,
        group: CLOUD_SQL_PROXY.group,
        mounts: props.credentials && [{
          volume: secretFiles(`${name.slice(0, 50)}-credentials`, { [CLOUD_SQL_PROXY.credentialsFile]: props.credentials }), path: paths.credentials, readOnly: true,
        }],
        // It ends by itself when that time is over; a little more, so that it is not killed in the act.
        drainSeconds: drainSeconds + 1,
        quitUrl,
        fields,
      }],
    };
  }
}

/** Each instance's port, and the variables' names, both of their own. */
function instanceModels(instances: CloudSqlInstance[], taken: Map<number, string>): CloudSqlInstanceModel[] {
  const take = (port: number, by: string) => {
    const other = taken.get(port);
    if (other) refuse(by, port, `is taken by ${other}`, 'give another port');
    taken.set(port, by);
  };
  const options = (i: CloudSqlInstance): CloudSqlInstanceOptions => i._toOptions();
  instances.forEach((instance, i) => options(instance).port !== undefined && take(options(instance).port!, `instances[${i}].port`));
  const names = new Map<string, number>();
  const prefixes = new Map<string, number>();
  return instances.map((instance, i) => {
    const { port, envPrefix, network, iamLogin } = options(instance);
    const twin = names.get(instance._connectionName);
    if (twin !== undefined) refuse(`instances[${i}]`, instance._connectionName, `is instances[${twin}] too`, 'give each once');
    names.set(instance._connectionName, i);
    let own = port ?? instance._defaultPort;
    if (port === undefined) {
      while (taken.has(own)) own++;
      take(own, `instances[${i}].port`);
    }
    const prefix = envPrefix ?? (instances.length === 1 ? 'DB' : instance._connectionName.split(':').pop()!.toUpperCase().replace(/-/g, '_'));
    const other = prefixes.get(prefix);
    if (other !== undefined) refuse(`instances[${i}].envPrefix`, prefix, `is that of instances[${other}] too`, 'give each its own');
    prefixes.set(prefix, i);
    return { connectionName: instance._connectionName, port: own, network: network ?? 'public', iamLogin: iamLogin ?? false, envPrefix: prefix };
  });
}

function checkExtraArgs(extra: string[]): void {
  extra.forEach((argument, i) => {
    const path = `extraArgs[${i}]`;
    if (typeof argument !== 'string' || !/^--?[a-z]/.test(argument)) refuse(path, argument, 'is not a flag', 'write it like --name=value; instances have a property of their own');
    const mend = CLOUD_SQL_PROXY.ownFlags[argument.split('=')[0]];
    if (mend) refuse(path, argument, 'is the library\'s to say', mend);
  });
}
