/** Kubernetes' own JSON for the node agent, which no workload of this library carries. */
import { merge } from './merge';
import { Container, Probe, Volume } from '../../kubernetes/types';
import { ContainerPart, MountPart } from '../../pod/contribution';
import { SidecarContainer } from '../../sidecar/contribution';
import { renderContribution } from '../../sidecar/render';

export interface AgentPod {
  readonly containers: Container[];
  readonly volumes: Volume[];
}

/** @param configMap name of the ConfigMap that holds generated files */
export function agentPod(containers: SidecarContainer[], configMap: string): AgentPod {
  const { contribution } = renderContribution({ containers }, { name: 'agent', source: 'agent', into: [] });
  const volumes = new Map<string, Volume>();
  for (const m of contribution.containers.flatMap((c) => c.mounts ?? [])) {
    volumes.set(m.volume.name, { name: m.volume.name, ...(m.volume.files ? { configMap: { name: configMap } } : m.volume.source) });
  }
  return { containers: contribution.containers.map(container), volumes: [...volumes.values()] };
}

function container(c: ContainerPart): Container {
  const { requests, limits } = c.resources ?? {};
  const json = {
    name: c.name,
    image: c.image,
    ...(c.command ? { command: c.command } : {}),
    ...(c.args ? { args: c.args } : {}),
    ...(c.env?.length ? { env: c.env } : {}),
    ...(c.ports?.length ? { ports: c.ports.map((p) => ({ name: p.name, containerPort: p.port })) } : {}),
    resources: { requests, limits },
    securityContext: {
      runAsUser: c.user,
      runAsGroup: c.group,
      ...(c.user === 0 ? {} : { runAsNonRoot: true }),
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...probes(c),
    volumeMounts: (c.mounts ?? []).map(mount),
  };
  return (c.fields ? merge(json, c.fields, 'fields') : json) as Container;
}

function mount(m: MountPart): NonNullable<Container['volumeMounts']>[number] {
  return { name: m.volume.name, mountPath: m.mountPath, ...(m.readOnly ? { readOnly: true } : {}) };
}

function probes(c: ContainerPart): Pick<Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> {
  if (!c.health) return {};
  const { check, startupSeconds = 60 } = c.health;
  return {
    startupProbe: { ...check, periodSeconds: 1, failureThreshold: startupSeconds } as Probe,
    livenessProbe: { ...check, periodSeconds: 10, failureThreshold: 3 } as Probe,
    ...(c.health.readiness === null ? {} : { readinessProbe: { ...check, periodSeconds: 10 } as Probe }),
  };
}
