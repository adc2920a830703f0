export { TelemetryOutput } from './telemetry-output';
export * from './telemetry-output-props';
export * from './telemetry-sidecar';
export * from './telemetry-sidecar-props';
