/** What the props of a log pipeline hold, for users whom no compiler tells. */
import { LogPipelineProps } from './log-pipeline-props';
import { ENV_SOURCE, FieldsOf, SIDECAR_RESOURCES } from '../../sidecar/value-shape';

export const PIPELINE_FIELDS: FieldsOf<LogPipelineProps> = {
  sources: { list: { instance: 'LogSource', method: '_directory', make: 'use LogSource.files(...)' } },
  outputs: { list: { instance: 'LogOutput', method: '_volumes', make: 'use LogOutput.loki(...), LogOutput.otlp(...), ...' } },
  filters: { list: { instance: 'LogFilter', method: '_toData', make: 'use LogFilter.keep(...), LogFilter.drop(...), ...' } },
  enrichment: { map: 'anything' },
  engine: { instance: 'LogEngine', method: '_engine', make: 'use LogEngine.fluentBit()' },
  buffer: { fields: { sizeLimit: 'anything', whenFull: { oneOf: ['block', 'dropOldest'] } } },
  onChange: 'anything',
  logLevel: { oneOf: ['error', 'warn', 'info', 'debug'] },
  drainSeconds: 'anything',
  env: { map: ENV_SOURCE },
  metricsPort: 'anything',
  healthPort: 'anything',
  rpcPort: 'anything',
  reloaderPort: 'anything',
  resources: SIDECAR_RESOURCES,
  fields: { map: 'anything' },
};
