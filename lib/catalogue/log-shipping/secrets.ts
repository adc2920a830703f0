import { isSecret, Value } from './pipeline';
import { EnvSource } from '../../sidecar/env-source';

/** Secrets as variables of the container: the configuration names the variable only. */
export class EnvironmentSecrets {
  private readonly variables: Record<string, EnvSource> = {};

  /** @param reference how the engine's configuration refers to a variable */
  constructor(private readonly reference: (variable: string) => string) {}

  /** The text for the configuration. */
  public text(output: string, what: string, value: Value): string {
    if (!isSecret(value)) return value;
    return this.reference(this.variable(`LOG_${output}_${what}`.toUpperCase().replace(/[^A-Z0-9]/g, '_'), value));
  }

  /** A variable of a name that the engine, or a library in it, reads by itself. */
  public variable(name: string, value: Exclude<Value, string>): string {
    const before = this.variables[name];
    if (before && JSON.stringify(before._toEnv(name)) !== JSON.stringify(value.source._toEnv(name))) {
      throw new Error(`outputs: ${name} would be two different secrets: a shipper has one of it, use the same or two shippers`);
    }
    this.variables[name] = value.source;
    return name;
  }

  public env(): Record<string, EnvSource> {
    return { ...this.variables };
  }
}
