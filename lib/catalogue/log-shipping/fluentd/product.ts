import { LogProduct } from '../engine';

/** https://docs.fluentd.org/, and the sources named here. */
export const FLUENTD: LogProduct = {
  name: 'Fluentd',
  // The variant without a destination of its own: it has forward, http and stdout. See VARIANTS.
  image: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-forward-1.1',
  // The images run as root so that they can read the node's logs; nothing in them needs it.
  user: 65532,
  group: 65532,
  configDirectory: '/fluentd/config',
  configFile: 'fluentd.conf',
  stateDirectory: '/fluentd/state',
  scratch: [{ name: 'tmp', path: '/tmp', sizeLimit: '16Mi' }],
  healthPort: 24231,
  healthPath: '/metrics',
  metricsPort: 24231,
  metricsPath: '/metrics',
  resources: { cpu: '100m', memory: '200Mi', cpuLimit: '300m', memoryLimit: '400Mi' },
  agentResources: { cpu: '200m', memory: '400Mi', cpuLimit: '1', memoryLimit: '800Mi' },
  drainSeconds: 20,
  leastBuffer: '32Mi',
  hasShell: true,
  version: '1.19.3',
  facts: 'fluent/fluentd@v1.19, fluent/fluentd-kubernetes-daemonset: docker-image/v1.19/, and the gems in its Gemfiles',
};

/** Address of the RPC server, on loopback. */
export const RPC_PORT = 24444;

/** The image that has the gem of an output; outputs that are not named here are part of Fluentd. */
export const VARIANTS: Readonly<Record<string, string>> = {
  elasticsearch: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-elasticsearch8-1.1',
  openSearch: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-opensearch-1.1',
  cloudWatchLogs: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-cloudwatch-1.1',
  s3: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-s3-1.1',
  kafka: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-kafka2-1.1',
  datadog: 'docker.io/fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-datadog-1.1',
};
