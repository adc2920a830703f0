/** GOMEMLIMIT: Go's collector works harder when it comes near this, instead of being killed at the container's limit. */
import { Quantity } from '../../kubernetes/quantity';
import { EnvSource } from '../../sidecar/env-source';
import { SidecarResources } from '../../sidecar/sidecar-resources';

/** Four fifths of the limit, for it does not see all; the limit itself where that is relative to the app and so not known here. */
export function goMemoryLimit(resources: SidecarResources): EnvSource {
  const limit = resources._toPart().limits?.memory;
  return limit === undefined ? EnvSource.resource('limits.memory') : EnvSource.text(String((Quantity.parse(limit).value() * 4n) / 5n));
}
