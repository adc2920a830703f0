/** What the props of a log pipeline hold, for users whom no compiler tells. */
import { LogPipelineProps } from './log-pipeline-props';
import { LOG_ENRICHMENT } from './option-shapes';
import { ENV_SOURCE, FieldsOf, SIDECAR_RESOURCES } from '../../sidecar/value-shape';

export const PIPELINE_FIELDS: FieldsOf<LogPipelineProps> = {
  sources: { list: { instance: 'LogSource', method: '_directory', make: 'use LogSource.files(...)' } },
  outputs: { list: { instance: 'LogOutput', method: '_volumes', make: 'use LogOutput.loki(...), LogOutput.otlp(...), ...' } },
  filters: { list: { instance: 'LogFilter', method: '_toData', make: 'use LogFilter.keep(...), LogFilter.drop(...), ...' } },
  enrichment: { fields: LOG_ENRICHMENT },
  engine: { instance: 'LogEngine', method: '_engine', make: 'use LogEngine.fluentBit()' },
  buffer: { fields: { sizeLimit: 'text', whenFull: { oneOf: ['block', 'dropOldest'] } } },
  onChange: { oneOf: ['roll', 'reload'] },
  logLevel: { oneOf: ['error', 'warn', 'info', 'debug'] },
  drainSeconds: 'number',
  env: { map: ENV_SOURCE },
  metricsPort: 'number',
  healthPort: 'number',
  rpcPort: 'number',
  reloaderPort: 'number',
  resources: SIDECAR_RESOURCES,
  fields: { map: 'anything' },
};
