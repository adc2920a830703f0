import { Rendering } from './engine';
import { LogLevelData } from './pipeline';
import { EnvSource } from '../../sidecar/env-source';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { goMemoryLimit } from '../common/go-memory-limit';

/** Variables of the shipper's container that the engine itself reads. */
export function engineEnv(rendering: Rendering, level: LogLevelData, resources: SidecarResources): Record<string, EnvSource> {
  const { logLevelVariable, memoryLimitVariable, env } = rendering;
  return {
    ...(logLevelVariable ? { [logLevelVariable]: EnvSource.text(level) } : {}),
    ...(memoryLimitVariable ? { [memoryLimitVariable]: goMemoryLimit(resources) } : {}),
    ...env,
  };
}
