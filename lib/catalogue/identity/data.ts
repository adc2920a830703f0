/**
 * spiffe-helper 0.11.0, read at https://github.com/spiffe/spiffe-helper/tree/v0.11.0 (cmd, pkg, README.md, Dockerfile,
 * .github/workflows/scripts/push-images.sh); SPIFFE CSI driver 0.2.12, https://github.com/spiffe/spiffe-csi
 */
export const SPIFFE_HELPER = {
  image: 'ghcr.io/spiffe/spiffe-helper:0.11.0',
  /** The image, distroless without a shell, names no user. */
  user: 65532,
  group: 65532,
  configDirectory: '/etc/spiffe-helper',
  /** Not the product's own 8081. */
  healthPort: 18282,
  /** Of the program that calls the app; not that of configuration sync, which may be on the same Pod. */
  reloaderPort: 9535,
  /** 200 unless writing a file failed: an outage of the SPIFFE agent does not show here. */
  livenessPath: '/live',
  resources: { cpu: '10m', memory: '32Mi', cpuLimit: '100m', memoryLimit: '64Mi' },
  /** TERM: exit 0. */
  drainSeconds: 2,
  sizeLimit: '4Mi',
  /** It writes into the file that is there: without "w" for the owner a renewed key could not be stored. */
  certificateMode: 0o644,
  keyMode: 0o640,
  csiDriver: 'csi.spiffe.io',
  socketDirectory: '/spiffe-workload-api',
  socket: 'spire-agent.sock',
  /** What this library writes itself. */
  ownKeys: [
    'add_intermediates_to_bundle', 'agent_address', 'cert_dir', 'key_file_mode', 'include_federated_domains', 'omit_expired', 'daemon_mode',
    'health_checks', 'hint', 'svid_file_name', 'svid_key_file_name', 'svid_bundle_file_name', 'jwt_svids', 'jwt_bundle_file_name',
  ],
  /** What one may add, all of it modes of files as numbers. Anything else ends the helper at once. */
  extraKeys: ['cert_file_mode', 'jwt_bundle_file_mode', 'jwt_svid_file_mode'],
} as const;
