/**
 * Stands between the app and a shipper that hands on nothing more that it has not read by TERM, and has no shell to wait in: a native
 * sidecar that started after the shipper, so that the kubelet ends it first, and tells the shipper when it is gone.
 *
 * Without it the shipper has as long as the kubelet takes from the app's end to the next TERM, 33 to 166 ms when it was
 * measured: one that looks every 50 ms and may be out of CPU time lost the last lines of one Pod in thirty on a busy node,
 * and one that waits for more lines of a record lost the last record of five Pods in twelve. A preStop hook of the shipper
 * would not do: it begins with the app's, and so would always last as long as the app may.
 *
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#sidecar-containers-and-pod-lifecycle
 */
import { SidecarContainer, StartGate } from '../../sidecar/contribution';
import { EnvSource } from '../../sidecar/env-source';
import { SidecarResources } from '../../sidecar/sidecar-resources';
import { BUSYBOX } from '../common/data/busybox';

/** A signal ends `wait`, and then the trap runs. */
export const HOLD_SCRIPT = 'trap \'sleep "$HOLD_SECONDS"; exit 0\' TERM\nwhile :; do sleep 3600 & wait $!; done\n';

export function lastLookContainer(shipper: string, seconds: number): SidecarContainer {
  return {
    name: `${shipper}-last-look`,
    image: BUSYBOX.image,
    command: ['/bin/sh', '-c', HOLD_SCRIPT],
    env: { HOLD_SECONDS: EnvSource.text(String(seconds)) },
    user: BUSYBOX.user,
    group: BUSYBOX.group,
    gate: StartGate.STARTED,
    // It sleeps.
    resources: SidecarResources.of({ cpu: '1m', memory: '4Mi', cpuLimit: '50m', memoryLimit: '16Mi' }),
    drainSeconds: seconds,
    hasShell: true,
  };
}
