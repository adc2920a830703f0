import { VAULT_AGENTS, VaultProduct } from '../data/vault-agent';
import { VaultAuthPart, VaultPart } from '../source-part';
import { mergeConfiguration } from '../vault-rules';

/** What the agent is to do in this Pod. */
export interface VaultAgentRole {
  /** Directory of the rendered files. */
  directory: string;
  /** Render once and end: every failure is one of the container, so that the kubelet shows and repeats it. */
  once: boolean;
  /** Run after a render. */
  command?: string[];
  /** Listen on loopback for a request to end. */
  canQuit: boolean;
}

/** The agent's configuration, as the JSON form of HCL. */
export function vaultAgentConfig(source: VaultPart, role: VaultAgentRole): Record<string, any> {
  const product = VAULT_AGENTS[source.agent];
  const config: Record<string, any> = {
    vault: {
      address: source.address,
      ...(source.ca ? { ca_cert: `${product.caDirectory}/${source.ca.key}` } : {}),
      ...(source.tlsServerName ? { tls_server_name: source.tlsServerName } : {}),
      ...(role.once ? { retry: { num_retries: product.onceRetries } } : {}),
    },
    auto_auth: {
      method: [{
        ...method(source.auth, product),
        exit_on_err: role.once,
        ...(source.vaultNamespace ? { namespace: source.vaultNamespace } : {}),
      }],
    },
    template_config: {
      // In the sidecar an outage of the server must not end the agent: what was rendered is still there.
      exit_on_retry_failure: role.once,
      static_secret_render_interval: `${source.renderSeconds}s`,
    },
    template: source.files.map((file) => ({
      destination: `${role.directory}/${file.name}`,
      contents: file.contents,
      perms: file.mode,
      error_on_missing_key: true,
      ...(role.command ? { exec: { command: [...role.command], timeout: `${product.execSeconds}s` } } : {}),
    })),
  };
  if (role.once) return { ...mergeConfiguration(config, withoutListeners(source.extra)), exit_after_auth: true };
  config.listener = [{ type: 'tcp', address: `:${source.metricsPort}`, tls_disable: true, role: 'metrics_only' }];
  config.telemetry = { prometheus_retention_time: '24h', disable_hostname: true };
  if (role.canQuit) {
    config.listener.push({ type: 'tcp', address: `127.0.0.1:${product.quitPort}`, tls_disable: true, agent_api: { enable_quit: true } });
  }
  return mergeConfiguration(config, source.extra);
}

function method(auth: VaultAuthPart, product: VaultProduct): Record<string, any> {
  const mount_path = `auth/${auth.mountPath}`;
  switch (auth.kind) {
    case 'kubernetes':
      return { type: 'kubernetes', mount_path, config: { role: auth.role, token_path: `${product.tokenDirectory}/token` } };
    case 'appRole':
      return {
        type: 'approle',
        mount_path,
        config: {
          role_id_file_path: `${product.secretDirectory}/${auth.roleIdKey}`,
          secret_id_file_path: `${product.secretDirectory}/${auth.secretIdKey}`,
          // Its default is to remove the file, which a Secret's volume does not let it.
          remove_secret_id_file_after_reading: false,
        },
      };
  }
}

/** The set-up run and the sidecar would fight over a port, were they ever to meet. */
function withoutListeners(extra: Record<string, any>): Record<string, any> {
  const { listener: _listener, telemetry: _telemetry, ...rest } = extra;
  return rest;
}
