export * from './sidecar';
export * from './workload';
export * from './catalogue';
export * from './report';
export { PlannedContainer, PlannedStart, PlannedStop, PodPlan } from './pod/plan';
export { Finding } from './rules/finding';
