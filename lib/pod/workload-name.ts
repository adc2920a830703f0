/** Fills in the workload's name where a contribution leaves it open. */
import { WORKLOAD_NAME } from './contribution';
import { Container, EnvVar } from '../kubernetes/types';

/** Whether a container's texts name the workload. */
export function namesWorkload({ command, args, env }: Container): boolean {
  return JSON.stringify([command, args, env]).includes(WORKLOAD_NAME);
}

/** A copy with the name in its command, arguments and values of variables. */
export function withWorkloadName(container: Container, name: string): Container {
  const { command, args, env } = container;
  const out = { ...container };
  if (command) out.command = command.map((text) => filled(text, name));
  if (args) out.args = args.map((text) => filled(text, name));
  if (env) out.env = env.map((e) => variableWithName(e, name));
  return out;
}

/** The same of one variable. */
export function variableWithName(variable: EnvVar, name: string): EnvVar {
  return typeof variable.value === 'string' ? { ...variable, value: filled(variable.value, name) } : variable;
}

/** Raw fields may hold anything. */
function filled<T>(text: T, name: string): T {
  return typeof text === 'string' ? text.replaceAll(WORKLOAD_NAME, () => name) as T : text;
}
