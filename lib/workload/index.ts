export { AttachmentOptions } from './attachment';
export { ExposeOptions } from './expose';
export * from './pod-sidecars';
export * from './resource-budget';
export * from './sidecar-defaults';
export * from './workload-kind';
export * from './workload-with-sidecars';
