/** Secrets of a Vault or OpenBao server: its agent renders them into files in memory. */
import { SyncContext, nameOf, signalUser } from './context';
import {
  FindingSeverity, SidecarContainer, SidecarContribution, SidecarMount, SidecarNote, StartGate,
} from '../../../sidecar/contribution';
import { HealthCheck } from '../../../sidecar/health-check';
import { SidecarForm } from '../../../sidecar/pod-context';
import { SharedVolume } from '../../../sidecar/shared-volume';
import { SidecarResources } from '../../../sidecar/sidecar-resources';
import { textEnv } from '../../common/text-env';
import { VAULT_AGENTS, VaultProduct } from '../data/vault-agent';
import { VaultPart } from '../source-part';
import { SIGNAL_SCRIPT, signalEnv } from '../writers/signal-script';
import { vaultAgentConfig } from '../writers/vault-agent-config';
import { READY_SCRIPT, TELL_SCRIPT, wgetCommand } from '../writers/vault-scripts';

export function vaultContribution(source: VaultPart, context: SyncContext): SidecarContribution {
  const product = VAULT_AGENTS[source.agent];
  const files = context.volume ?? SharedVolume.emptyDir(nameOf(context, 'files'), { sizeLimit: context.sizeLimit ?? product.sizeLimit, inMemory: true });
  const agent = context.once ? onceContainer(source, context, product, files) : agentContainer(source, context, product, files);
  return {
    setUp: context.once ? [agent] : [],
    containers: context.once ? [] : [agent],
    app: { mounts: [{ volume: files, path: context.path, readOnly: true }] },
    shareProcessNamespace: context.notify.kind === 'signal' ? true : undefined,
    fsGroup: product.group,
    notes: source.inTheClear ? [inTheClear(source)] : [],
  };
}

/**
 * No set-up container: the agent that keeps the leases is the one that got them. An agent of its own for the first
 * files would get a second set of credentials and leave the first one to expire under the app.
 */
function agentContainer(source: VaultPart, context: SyncContext, product: VaultProduct, files: SharedVolume): SidecarContainer {
  const { pod, notify } = context;
  const canQuit = pod.runsToCompletion && pod.form === SidecarForm.CLASSIC;
  const command = tellCommand(context, product);
  const config = vaultAgentConfig(source, { directory: context.path, once: false, command, canQuit });
  const scripts: Record<string, string> = { 'agent.json': json(config), 'ready.sh': READY_SCRIPT };
  if (command) scripts['tell.sh'] = TELL_SCRIPT;
  if (notify.kind === 'signal') scripts['signal.sh'] = SIGNAL_SCRIPT;
  const ready = ['/bin/sh', `${product.configDirectory}/ready.sh`];
  return {
    ...common(source, context, product, files, scripts),
    name: nameOf(context),
    env: textEnv({
      HOME: product.home,
      STATE: product.home,
      FILES: source.files.map((f) => `${context.path}/${f.name}`).join('\n'),
      TRIES: String(product.startupSeconds),
      ...(notify.kind === 'signal' ? signalEnv(notify) : {}),
    }),
    ports: { metrics: source.metricsPort },
    loopbackPorts: canQuit ? [product.quitPort] : undefined,
    quitUrl: canQuit ? `http://127.0.0.1:${product.quitPort}${product.quitPath}` : undefined,
    // The agent has no health check of its own. That its files are there is what the app waits for, and stays true in
    // an outage of the server.
    health: HealthCheck.command(ready, {
      readiness: false, liveness: false, startupSeconds: product.startupSeconds, classicWaitCommand: [...ready, 'wait'],
    }),
    gate: StartGate.HEALTHY,
    drainSeconds: product.drainSeconds,
    fields: context.fields,
  };
}

function onceContainer(source: VaultPart, context: SyncContext, product: VaultProduct, files: SharedVolume): SidecarContainer {
  const config = vaultAgentConfig(source, { directory: context.path, once: true, canQuit: false });
  return {
    ...common(source, context, product, files, { 'agent.json': json(config) }),
    name: nameOf(context, 'first-sync'),
    env: textEnv({ HOME: product.home }),
  };
}

function common(source: VaultPart, context: SyncContext, product: VaultProduct, files: SharedVolume, config: Record<string, string>) {
  const { auth, ca } = source;
  const mounts: SidecarMount[] = [
    { volume: files, path: context.path },
    { volume: SharedVolume.emptyDir(nameOf(context, 'home'), { sizeLimit: '1Mi', inMemory: true }), path: product.home },
    { volume: SharedVolume.files(nameOf(context, 'agent'), config), path: product.configDirectory, readOnly: true },
  ];
  if (auth.kind === 'kubernetes') mounts.push({ volume: token(context, auth), path: product.tokenDirectory, readOnly: true });
  else mounts.push({ volume: SharedVolume.secretNamed(nameOf(context, 'vault-secret'), auth.secretName), path: product.secretDirectory, readOnly: true });
  if (ca) mounts.push({ volume: SharedVolume.configMapNamed(nameOf(context, 'vault-ca'), ca.configMapName), path: product.caDirectory, readOnly: true });
  return {
    image: product.image,
    command: [product.program, 'agent', `-config=${product.configDirectory}/agent.json`],
    user: signalUser(context) ?? product.user,
    group: product.group,
    resources: context.resources ?? SidecarResources.of(product.resources),
    hasShell: product.hasShell,
    mounts,
  };
}

/** A token of the Pod's ServiceAccount for Vault alone, which the kubelet renews. */
function token(context: SyncContext, auth: { audience: string; tokenSeconds: number }): SharedVolume {
  const { audience, tokenSeconds: expirationSeconds } = auth;
  return SharedVolume.of(nameOf(context, 'vault-token'), {
    projected: { defaultMode: 0o440, sources: [{ serviceAccountToken: { path: 'token', audience, expirationSeconds } }] },
  });
}

function tellCommand(context: SyncContext, product: VaultProduct): string[] | undefined {
  const { notify } = context;
  const tell = ['/bin/sh', `${product.configDirectory}/tell.sh`];
  switch (notify.kind) {
    case 'http': return [...tell, ...wgetCommand(notify.url, notify.method)];
    case 'signal': return [...tell, '/bin/sh', `${product.configDirectory}/signal.sh`];
    case 'command': return [...tell, ...notify.command];
    default: return undefined;
  }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function inTheClear(source: VaultPart): SidecarNote {
  return {
    code: 'vault-in-the-clear',
    severity: FindingSeverity.WARNING,
    message: `talks to ${source.address} without TLS: tokens and secrets can be read on the way`,
    mend: 'give an https address, and "caBundle" where the authority is your own',
  };
}
