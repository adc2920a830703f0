/** https://github.com/prometheus/blackbox_exporter/blob/master/CONFIGURATION.md */
import { BLACKBOX_EXPORTER } from '../data/blackbox';
import { BlackboxProbe } from '../exporter-options';

/** Without a preference it would try IPv6 first, and fail in most clusters until it tries the other. */
const IP = { preferred_ip_protocol: 'ip4', ip_protocol_fallback: true };

export function blackboxConfig(probes: readonly BlackboxProbe[]): { [field: string]: any } {
  const modules: { [probe in BlackboxProbe]: () => { [field: string]: any } } = {
    [BlackboxProbe.HTTP]: () => ({ prober: 'http', timeout: BLACKBOX_EXPORTER.timeout, http: { ...IP } }),
    [BlackboxProbe.TCP]: () => ({ prober: 'tcp', timeout: BLACKBOX_EXPORTER.timeout, tcp: { ...IP } }),
    [BlackboxProbe.GRPC]: () => ({ prober: 'grpc', timeout: BLACKBOX_EXPORTER.timeout, grpc: { ...IP } }),
  };
  return { modules: Object.fromEntries([...new Set(probes)].map((probe) => [probe, modules[probe]()])) };
}
