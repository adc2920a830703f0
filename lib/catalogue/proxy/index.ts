export * from './envoy-proxy-sidecar';
export { ProxyInbound } from './inbound';
export * from './protocol';
export { ProxyRetries, RetryOn } from './retries';
export * from './upstream';
