import { LogProduct } from '../engine';

/** https://docs.fluentbit.io/manual/, and the source of the version named here. */
export const FLUENT_BIT: LogProduct = {
  name: 'Fluent Bit',
  image: 'cr.fluentbit.io/fluent/fluent-bit:5.1.1',
  // The image has no USER (so it would be root); this is the numeric "nonroot" of its distroless base.
  user: 65532,
  group: 65532,
  configDirectory: '/fluent-bit/config',
  configFile: 'fluent-bit.yaml',
  stateDirectory: '/fluent-bit/state',
  scratch: [],
  healthPort: 2020,
  healthPath: '/',
  metricsPort: 2020,
  metricsPath: '/api/v2/metrics/prometheus',
  resources: { cpu: '50m', memory: '64Mi', cpuLimit: '100m', memoryLimit: '128Mi' },
  agentResources: { cpu: '100m', memory: '128Mi', cpuLimit: '500m', memoryLimit: '256Mi' },
  drainSeconds: 10,
  leastBuffer: '16Mi',
  hasShell: false,
  version: '5.1.1',
  facts: 'fluent/fluent-bit@v5.1.1: dockerfiles/Dockerfile, src/flb_engine.c, plugins/',
};
