import { EngineContext, portNames, processHealth } from './context';
import { EnvSource, SharedVolume, SidecarContainer, SidecarResources } from '../../../sidecar';
import { SIGNAL_ON_CHANGE, watchVariables } from '../../common/signal-on-change';
import { textEnv } from '../../common/text-env';
import { TLS_DEFAULTS } from '../data/defaults';
import { HAPROXY } from '../data/haproxy';
import { watchedFiles } from '../model';
import { HaproxyEngineOptions } from '../tls-engine';
import { haproxyConfig } from '../writers/haproxy';

export function haproxyContainer(context: EngineContext, options: HaproxyEngineOptions): SidecarContainer {
  const { name, model, props } = context;
  const { config } = TLS_DEFAULTS.paths;
  return {
    name,
    image: options.image ?? HAPROXY.image,
    hasShell: true,
    command: ['/bin/sh', `${config}/start.sh`, HAPROXY.program, ...HAPROXY.args, `${config}/${HAPROXY.file}`],
    env: {
      // Read by the configuration: without it HAProxy has a thread for each CPU of the node.
      CPU_LIMIT: EnvSource.resource('limits.cpu'),
      ...textEnv(watchVariables(watchedFiles(model), HAPROXY.reloadSignal, TLS_DEFAULTS.watchSeconds)),
    },
    ports: portNames(model),
    health: processHealth(context, HAPROXY.healthPath, options.image === undefined),
    resources: props.resources ?? SidecarResources.of(HAPROXY.size),
    user: HAPROXY.user,
    group: HAPROXY.group,
    mounts: [
      { volume: SharedVolume.files(`${name.slice(0, 50)}-config`, { [HAPROXY.file]: haproxyConfig(model, options.extraConfig), 'start.sh': SIGNAL_ON_CHANGE }), path: config, readOnly: true },
      ...context.mounts,
    ],
    drainSeconds: props.drainSeconds ?? HAPROXY.drainSeconds,
    fields: props.fields,
  };
}
