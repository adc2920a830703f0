export * from './exporter-options';
export * from './metrics-exporter';
export * from './metrics-exporter-sidecar';
