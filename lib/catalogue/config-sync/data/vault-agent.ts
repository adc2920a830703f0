/**
 * Vault 2.0.4 and OpenBao 2.7.2 agents: one configuration for both. Read at
 * https://github.com/hashicorp/vault-k8s/tree/main/agent-inject/agent,
 * https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent and
 * https://github.com/openbao/openbao/tree/main/internal/command/agent; OpenBao's was run.
 */
const AGENT = {
  /** Both images make it the first user of Alpine's adduser. Their entry points, which want root first, are not used. */
  user: 100,
  group: 1000,
  /** Home directory: small state of the scripts. */
  home: '/home/vault',
  configDirectory: '/etc/vault-agent',
  tokenDirectory: '/var/run/secrets/vault',
  secretDirectory: '/etc/vault-secret',
  caDirectory: '/etc/vault-ca',
  metricsPort: 9536,
  metricsPath: '/agent/v1/metrics?format=prometheus',
  /** On loopback only: whoever reaches it can end the agent. */
  quitPort: 8200,
  quitPath: '/agent/v1/quit',
  /** busybox with wget. */
  hasShell: true,
  resources: { cpu: '25m', memory: '64Mi', cpuLimit: '500m', memoryLimit: '128Mi' },
  sizeLimit: '16Mi',
  fileMode: '0640',
  /** TERM: exit 0. The rendered files stay. */
  drainSeconds: 5,
  /** How often secrets without a lease are read again. */
  renderSeconds: 300,
  startupSeconds: 120,
  /** Tries of a run that renders once: with the default of twelve a missing secret would show after minutes. */
  onceRetries: 5,
  /** Longest a notification may take: five tries with pauses. */
  execSeconds: 60,
  /** What it knows at the top of its configuration: anything else is ignored in silence. */
  topLevel: [
    'auto_auth', 'vault', 'template', 'template_config', 'listener', 'telemetry', 'cache', 'api_proxy', 'exit_after_auth', 'pid_file',
    'log_level', 'log_format', 'log_file', 'log_rotate_bytes', 'log_rotate_duration', 'log_rotate_max_files',
    'disable_idle_connections', 'disable_keep_alives',
  ],
  /** Likewise inside these two. */
  inside: {
    vault: ['address', 'ca_cert', 'ca_path', 'client_cert', 'client_key', 'tls_skip_verify', 'tls_server_name', 'retry'],
    template_config: ['exit_on_retry_failure', 'static_secret_render_interval', 'max_connections_per_host', 'lease_renewal_threshold'],
  },
} as const;

export const VAULT_AGENTS = {
  vault: { ...AGENT, image: 'docker.io/hashicorp/vault:2.0.4', program: 'vault' },
  openbao: { ...AGENT, image: 'quay.io/openbao/openbao:2.7.2', program: 'bao' },
} as const;

export type VaultProduct = typeof VAULT_AGENTS[keyof typeof VAULT_AGENTS];
