export * from './contribution';
export * from './custom-sidecar';
export { SidecarDefaultsProps } from './defaults-store';
export * from './env-source';
export * from './health-check';
export * from './pod-context';
export * from './shared-volume';
export * from './sidecar';
export * from './sidecar-resources';
