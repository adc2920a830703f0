export type { LogEnrichment } from './enrichment';
export * from './log-engine';
export * from './log-filter';
export * from './log-output';
export * from './log-output-props';
export * from './log-parser';
export * from './log-pipeline-props';
export * from './log-shipper-sidecar';
export * from './log-source';
