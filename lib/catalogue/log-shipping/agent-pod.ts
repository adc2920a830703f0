/** The node agent's Pod: lowered by the engine like the sidecar's containers, without an app beside them. */
import { IConstruct } from 'constructs';
import { Container, Volume } from '../../kubernetes/types';
import { assemble } from '../../pod/assemble';
import { SidecarContainer } from '../../sidecar/contribution';
import { defaultsFor } from '../../sidecar/defaults-store';
import { renderContribution } from '../../sidecar/render';

export interface AgentPod {
  /** The group of an agent that isn't root, for files of Secrets. */
  readonly securityContext?: Record<string, any>;
  readonly containers: Container[];
  readonly volumes: Volume[];
}

/**
 * @param scope whose defaults hold (registry mirror, digests)
 * @param configMap name of the ConfigMap that holds generated files
 */
export function agentPod(scope: IConstruct, containers: SidecarContainer[], configMap: string): AgentPod {
  const { contribution } = renderContribution({ containers }, { name: 'agent', source: scope.node.path, into: [] });
  for (const { volume } of contribution.containers.flatMap((c) => c.mounts ?? [])) {
    if (!volume.files) continue;
    volume.source = { configMap: { name: configMap, ...volume.fileModes } };
    delete volume.files;
    delete volume.fileModes;
  }
  // No app to outlive: the containers are the Pod.
  for (const c of contribution.containers) c.classicPreStopSeconds = 0;
  const defaults = defaultsFor(scope);
  const { template: { spec } } = assemble({
    kind: 'DaemonSet',
    template: { spec: { containers: [] } },
    contributions: [contribution],
    target: defaults.target,
    featureGates: defaults.featureGates,
    form: 'classic',
    defaultSize: defaults.defaultSize,
    images: defaults,
  });
  return { containers: spec.containers, volumes: spec.volumes ?? [], ...(spec.securityContext ? { securityContext: spec.securityContext } : {}) };
}
