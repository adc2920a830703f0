export * from './config-sync';
export * from './identity';
export * from './log-shipping';
export * from './metrics-exporter';
export * from './proxy';
export * from './service-mesh';
export * from './telemetry';
export * from './tls-termination';
