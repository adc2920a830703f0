/** Fills in the workload's name where a contribution leaves it open. */
import { ContainerPart, Contribution, WORKLOAD_NAME } from './contribution';
import { Container, EnvVar } from '../kubernetes/types';

/** Fields of a container with texts that may name the workload. */
const FIELDS = ['command', 'args', 'env', 'lifecycle', 'startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** Whether a container's texts name the workload. */
export function namesWorkload(container: Container): boolean {
  return namesIt(FIELDS.map((field) => container[field]));
}

/** A copy with the name in its texts. */
export function withWorkloadName(container: Container, name: string): Container {
  const out = { ...container };
  for (const field of FIELDS) if (out[field] !== undefined) out[field] = filled(out[field], name);
  return out;
}

/** The same of one variable. */
export function variableWithName(variable: EnvVar, name: string): EnvVar {
  return typeof variable.value === 'string' ? { ...variable, value: filled(variable.value, name) } : variable;
}

/** Whether the name stands where nobody fills it in: in a file, a label, a permission. */
export function namesWorkloadElsewhere(contribution: Contribution, permissions: unknown): boolean {
  const { setup, containers, app, ...rest } = contribution;
  const others = [...setup, ...containers].map(({ command, args, env, health, fields, ...part }: ContainerPart) => {
    const raw = Object.entries(fields ?? {}).filter(([field]) => !(FIELDS as readonly string[]).includes(field));
    return [part, raw];
  });
  return namesIt([rest, others, app.mounts, app.env?.map((e) => ({ ...e, value: undefined })), permissions]);
}

function namesIt(json: unknown): boolean {
  return JSON.stringify(json).includes(WORKLOAD_NAME);
}

/** Raw fields may hold anything. */
function filled<T>(json: T, name: string): T {
  if (typeof json === 'string') return json.replaceAll(WORKLOAD_NAME, () => name) as T;
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => filled(item, name)) as T;
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, filled(value, name)])) as T;
}
