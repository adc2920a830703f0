export * from './app-notification';
export * from './config-source';
export * from './config-sync-sidecar';
