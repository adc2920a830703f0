export * from './istio-props';
export * from './linkerd-props';
export * from './mesh-props';
export * from './service-mesh';
