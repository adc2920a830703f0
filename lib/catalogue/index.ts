export * from './config-sync';
export * from './log-shipping';
export * from './proxy';
export * from './service-mesh';
