import { refuse, requirePercent, requireWhole } from '../common/arguments';
import { AccessLogModel, TracingModel } from './config/model';
import { requireHttp2 } from './external-authorization';
import { FileSources } from './file-sources';
import { PROXY_TRACING_OPTIONS, UPSTREAM } from './option-shapes';
import { ProxyProtocol } from './protocol';
import { Upstream } from './upstream';
import { requireOptions, requireShape } from '../../sidecar/value-shape';

/** Options of `ProxyTracing`. */
export interface ProxyTracingOptions {
  /**
   * Share of the requests of which a trace is begun, in percent. Of a trace that was begun before, the decision is kept.
   *
   * @default 10
   */
  readonly samplingPercent?: number;
  /**
   * Path at the collector, for HTTP.
   *
   * @default - `/v1/traces`; for Zipkin `/api/v2/spans`
   */
  readonly path?: string;
}

/**
 * Where spans of the requests go. The service's name in them is that of the workload.
 *
 * @example
 * const tracing = ProxyTracing.openTelemetry(Upstream.dns('otel', 'otel-collector.monitoring', 4317, { protocol: ProxyProtocol.GRPC }));
 */
export class ProxyTracing {
  /** OTLP by gRPC. */
  public static openTelemetry(collector: Upstream, options: ProxyTracingOptions = {}): ProxyTracing {
    requireOptions('options', options, PROXY_TRACING_OPTIONS);
    requireHttp2('collector', collector);
    if (options.path !== undefined) refuse('path', options.path, 'has no meaning for gRPC', 'leave it out, or use ProxyTracing.openTelemetryHttp');
    return new ProxyTracing('otlp-grpc', collector, options);
  }

  /** OTLP by HTTP. */
  public static openTelemetryHttp(collector: Upstream, options: ProxyTracingOptions = {}): ProxyTracing {
    requireOptions('options', options, PROXY_TRACING_OPTIONS);
    return new ProxyTracing('otlp-http', collector, { path: '/v1/traces', ...options });
  }

  /** Zipkin, version 2, with B3 and W3C headers. */
  public static zipkin(collector: Upstream, options: ProxyTracingOptions = {}): ProxyTracing {
    requireOptions('options', options, PROXY_TRACING_OPTIONS);
    return new ProxyTracing('zipkin', collector, { path: '/api/v2/spans', ...options });
  }

  private readonly model: Omit<TracingModel, 'collector'>;

  private constructor(kind: TracingModel['kind'], private readonly collector: Upstream, options: ProxyTracingOptions) {
    requireShape('collector', collector, UPSTREAM);
    if (collector.protocol === ProxyProtocol.TCP) refuse('collector', collector.name, 'speaks TCP', 'say in its protocol that it speaks HTTP');
    if (options.path !== undefined && !options.path.startsWith('/')) refuse('path', options.path, 'is not an absolute path', 'begin it with "/"');
    this.model = { kind, path: options.path, samplingPercent: requirePercent('samplingPercent', options.samplingPercent ?? 10) };
  }

  /** @internal */
  public get _upstream(): Upstream {
    return this.collector;
  }

  /** @internal */
  public get _isOpenTelemetry(): boolean {
    return this.model.kind !== 'zipkin';
  }

  /** @internal */
  public _model(sources: FileSources): TracingModel {
    return { ...this.model, collector: this.collector._model(sources) };
  }
}

/** A line of JSON on stdout for each request, or for each connection of TCP. */
export interface ProxyAccessLog {
  /**
   * Further fields, or others in place of the default ones: Envoy's format operators by field name.
   *
   * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
   * @default - time, method, path (without query), host, status, sizes, duration, client, upstream, request and trace ID
   */
  readonly fields?: { [name: string]: string };
  /**
   * Only answers with this status or a higher one, e.g. 400. HTTP only.
   *
   * @default - all
   */
  readonly minStatus?: number;
  /**
   * Log what comes to the app.
   *
   * @default true
   */
  readonly inbound?: boolean;
  /**
   * Log what the app calls.
   *
   * @default false
   */
  readonly outbound?: boolean;
}

export function accessLogModel(log: ProxyAccessLog): AccessLogModel {
  for (const [name, format] of Object.entries(log.fields ?? {})) {
    if ((format.replace(/%%/g, '').split('%').length - 1) % 2) {
      refuse(`accessLog.fields.${name}`, format, 'has a "%" without its end', 'write operators as %NAME%, and a percent sign as %%');
    }
  }
  return {
    fields: { ...log.fields },
    minStatus: log.minStatus === undefined ? undefined : requireWhole('accessLog.minStatus', log.minStatus, 100, 599),
    inbound: log.inbound ?? true,
    outbound: log.outbound ?? false,
  };
}
