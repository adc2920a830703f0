export * from './pod-report';
export * from './trade-off';
