/** The `properties` of the plugin in cdk8s.yaml. */
import { KubernetesVersion } from '../kubernetes/version';

export interface PluginProperties {
  /** Warnings fail too. Default: false. */
  readonly strict: boolean;
  /** Kubernetes version to analyze for. Default: what the manifests say, else the library's default. */
  readonly target?: string;
}

const KNOWN = ['strict', 'target'];

/** @throws for a property that is not known or has a wrong value */
export function readProperties(properties: Record<string, unknown>): PluginProperties {
  for (const name of Object.keys(properties)) {
    if (!KNOWN.includes(name)) throw new Error(`properties.${name}: PodValidation has no such property: it has ${KNOWN.join(' and ')}`);
  }
  const { strict = false, target } = properties;
  if (typeof strict !== 'boolean') throw new Error(`properties.strict: ${JSON.stringify(strict)} is not a boolean: write true or false`);
  if (target === undefined) return { strict };
  // YAML reads 1.30 without quotes as the number 1.3.
  if (typeof target !== 'string') throw new Error(`properties.target: ${JSON.stringify(target)} is not a text: write the version in quotes, such as "1.33"`);
  return { strict, target: KubernetesVersion.parse(target, 'properties.target').toString() };
}
