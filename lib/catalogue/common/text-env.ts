/** Texts that are meant as they are written, where the kubelet would read variables in them. */
import { EnvSource } from '../../sidecar/env-source';

/** The kubelet replaces "$(NAME)" in commands and environment: "$$" is its way to write one "$". */
export function literal(text: string): string {
  return text.replace(/\$(?=[$(])/g, '$$$$');
}

export function textEnv(env: { [name: string]: string }): { [name: string]: EnvSource } {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, EnvSource.text(literal(value))]));
}
