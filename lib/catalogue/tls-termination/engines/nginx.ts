import { EngineContext, portNames, processHealth } from './context';
import { EnvSource, SharedVolume, SidecarContainer, SidecarResources } from '../../../sidecar';
import { SIGNAL_ON_CHANGE, watchVariables } from '../../common/signal-on-change';
import { textEnv } from '../../common/text-env';
import { TLS_DEFAULTS } from '../data/defaults';
import { NGINX } from '../data/nginx';
import { watchedFiles } from '../model';
import { NginxEngineOptions } from '../tls-engine';
import { nginxConfig } from '../writers/nginx';

export function nginxContainer(context: EngineContext, options: NginxEngineOptions): SidecarContainer {
  const { name, model, props } = context;
  const { config } = TLS_DEFAULTS.paths;
  return {
    name,
    image: options.image ?? NGINX.image,
    hasShell: true,
    // Without a number of its own, nginx has a worker for each CPU of the node.
    command: [
      '/bin/sh', `${config}/start.sh`, NGINX.program, '-e', 'stderr', '-c', `${config}/${NGINX.file}`,
      '-g', 'daemon off; worker_processes $(CPU_LIMIT);',
    ],
    env: {
      CPU_LIMIT: EnvSource.resource('limits.cpu'),
      ...textEnv(watchVariables(watchedFiles(model), NGINX.reloadSignal, TLS_DEFAULTS.watchSeconds)),
    },
    ports: portNames(model),
    health: processHealth(context, NGINX.healthPath, options.image === undefined),
    resources: props.resources ?? SidecarResources.of(NGINX.size),
    user: NGINX.user,
    group: NGINX.group,
    mounts: [
      { volume: SharedVolume.files(`${name.slice(0, 50)}-config`, { [NGINX.file]: nginxConfig(model, options.extraConfig), 'start.sh': SIGNAL_ON_CHANGE }), path: config, readOnly: true },
      { volume: SharedVolume.emptyDir(`${name.slice(0, 50)}-tmp`, { sizeLimit: NGINX.writableSize }), path: NGINX.writable },
      ...context.mounts,
    ],
    drainSeconds: props.drainSeconds ?? NGINX.drainSeconds,
    fields: props.fields,
  };
}
