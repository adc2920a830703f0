import { LogProduct } from '../engine';

/** https://vector.dev/docs/reference/, and the source of the version named here. */
export const VECTOR: LogProduct = {
  name: 'Vector',
  image: 'docker.io/timberio/vector:0.57.0-distroless-libc',
  // The image has no USER (so it would be root); this is the numeric "nonroot" of its distroless base.
  user: 65532,
  group: 65532,
  configDirectory: '/etc/vector',
  configFile: 'vector.yaml',
  stateDirectory: '/var/lib/vector',
  scratch: [],
  healthPort: 8686,
  healthPath: '/health',
  metricsPort: 9598,
  metricsPath: '/metrics',
  resources: { cpu: '100m', memory: '128Mi', cpuLimit: '200m', memoryLimit: '256Mi' },
  agentResources: { cpu: '200m', memory: '256Mi', cpuLimit: '1', memoryLimit: '512Mi' },
  drainSeconds: 15,
  // Two data files of 128 MiB and their headers: lib/vector-buffers/src/variants/disk_v2/common.rs
  leastBuffer: '268435488',
  hasShell: false,
  version: '0.57.0',
  facts: 'vectordotdev/vector@v0.57.0: website/cue/reference/, src/cli.rs, lib/file-source/, lib/vector-buffers/',
};
