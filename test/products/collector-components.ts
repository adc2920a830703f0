/** What the Collector of these suites is built of: what the generated configurations name, as far as it is published. */
const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';
const core = (...paths: string[]) => paths.map((p) => `${CORE}/${p}`);
const contrib = (...paths: string[]) => paths.map((p) => `${CONTRIB}/${p}`);

export const COMPONENTS: Readonly<Record<string, readonly string[]>> = {
  receivers: [...core('receiver/otlpreceiver'), ...contrib('receiver/filelogreceiver')],
  processors: [
    ...core('processor/memorylimiterprocessor'),
    ...contrib(
      'processor/resourceprocessor', 'processor/transformprocessor', 'processor/filterprocessor', 'processor/resourcedetectionprocessor',
      'processor/k8sattributesprocessor',
    ),
  ],
  exporters: [
    ...core('exporter/debugexporter', 'exporter/otlpexporter', 'exporter/otlphttpexporter'),
    ...contrib(
      'exporter/kafkaexporter', 'exporter/prometheusexporter', 'exporter/prometheusremotewriteexporter', 'exporter/awsxrayexporter',
    ),
  ],
  extensions: contrib('extension/healthcheckextension', 'extension/storage/filestorage', 'extension/sigv4authextension'),
};

/** Values of the environment, files and text in a configuration: a version line of their own. */
export const PROVIDERS: ReadonlyArray<{ readonly module: string; readonly release: string }> = ['envprovider', 'fileprovider', 'yamlprovider']
  .map((p) => ({ module: `${CORE}/confmap/provider/${p}`, release: '1.65.0' }));
