export * from './app-notification';
export * from './config-source';
export * from './config-sync-sidecar';
export * from './git-authentication';
export * from './git-reference';
export { CaBundle, GitSourceOptions, GitSubmodules } from './git-source';
