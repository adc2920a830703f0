/** The `service` section: keys that are unknown are ignored in silence. include/fluent-bit/flb_config.h */
import { PipelineData } from '../pipeline';
import type { Plugin } from './config';
import { FLUENT_BIT } from './product';
import { checkValue, optionType } from './values';

const KEYS = 'flush:d flush.adaptive:b flush.adaptive.min_interval:d flush.adaptive.max_interval:d flush.adaptive.low_pressure:d '
  + 'flush.adaptive.medium_pressure:d flush.adaptive.high_pressure:d flush.adaptive.up_steps:i flush.adaptive.down_steps:i grace:i daemon:b '
  + 'log_file log_level parsers_file plugins_file streams_file sp.convert_from_str_to_num:b json.convert_nan_to_null:b security.fips_mode:b '
  + 'http_server:b http_listen http_port:i health_check:b hc_errors_count:i hc_retry_failure_count:i hc_period:i enable_chunk_trace:b hot_reload:b '
  + 'hot_reload.ensure_thread_safety:b hot_reload.timeout:i coro_stack_size:i multiline_buffer_limit scheduler.cap:i scheduler.base:i '
  + 'json.escape_unicode:b dns.mode dns.resolver dns.prefer_ipv4:b dns.prefer_ipv6:b storage.path storage.sync storage.metrics:b storage.checksum:b '
  + 'storage.backlog.mem_limit:z storage.backlog.flush_on_shutdown:b storage.max_chunks_up:i storage.delete_irrecoverable_chunks:b '
  + 'storage.trim_files:b storage.type storage.inherit:b storage.keep.rejected:b storage.rejected.path storage.rejected.limit:z';

export function checkService(service: Plugin, pipeline: PipelineData): void {
  for (const [key, value] of Object.entries(service)) {
    const path = `service.${key}`;
    const type = optionType(KEYS, key);
    if (type === undefined) throw new Error(`${path}: is no setting of ${FLUENT_BIT.name}, and would be ignored in silence: correct its spelling, or leave it out`);
    checkValue(path, value, type);
  }
  const fixed = (key: string, wrong: boolean, why: string) => {
    if (wrong) throw new Error(`service.${key}: "${service[key]}" ${why}`);
  };
  fixed('grace', !(Number(service.grace) >= 0 && Number(service.grace) < pipeline.drainSeconds),
    `is not below the ${pipeline.drainSeconds} seconds that the kubelet leaves: set drainSeconds of the shipper instead`);
  fixed('http_port', Number(service.http_port) !== pipeline.ports.health, `is not ${pipeline.ports.health}, which the probes ask: set metricsPort of the shipper instead`);
  fixed('http_server', !/^(on|true|yes)$/i.test(String(service.http_server)), 'leaves the probes without an answer: leave it on');
  fixed('http_listen', /^(127\.|localhost|::1)/.test(String(service.http_listen)), 'is loopback, where the kubelet\'s probes never get: leave it');
  fixed('daemon', /^(on|true|yes)$/i.test(String(service.daemon)), 'ends the container\'s process at once: leave it out');
  fixed('storage.path', !String(service['storage.path'] ?? '').startsWith(`${FLUENT_BIT.stateDirectory}/`),
    `is not below ${FLUENT_BIT.stateDirectory}, the only place that can be written to: leave it`);
  if (/^(on|true|yes)$/i.test(String(service.hot_reload ?? 'off'))) {
    fixed('hot_reload.ensure_thread_safety', !/^(off|false|no)$/i.test(String(service['hot_reload.ensure_thread_safety'] ?? 'on')),
      'lets a reload during an outage of a destination never end, and TERM is ignored from then on: set it to "off"');
  }
}
