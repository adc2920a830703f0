import { Rendering } from './engine';
import { LogLevelData } from './pipeline';
import { Quantity } from '../../kubernetes/quantity';
import { EnvSource } from '../../sidecar/env-source';
import { SidecarResources } from '../../sidecar/sidecar-resources';

/** Variables of the shipper's container that the engine itself reads. */
export function engineEnv(rendering: Rendering, level: LogLevelData, resources: SidecarResources): Record<string, EnvSource> {
  const { logLevelVariable, memoryLimitVariable, env } = rendering;
  return {
    ...(logLevelVariable ? { [logLevelVariable]: EnvSource.text(level) } : {}),
    ...(memoryLimitVariable ? { [memoryLimitVariable]: memoryLimit(resources) } : {}),
    ...env,
  };
}

/** Four fifths of the limit, for the rest is not seen by Go's collector; the limit itself where it is relative to the app. */
function memoryLimit(resources: SidecarResources): EnvSource {
  const limit = resources._toPart().limits?.memory;
  return limit === undefined ? EnvSource.resource('limits.memory') : EnvSource.text(String((Quantity.parse(limit).value() * 4n) / 5n));
}
