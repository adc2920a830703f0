import { TelemetryOutputData } from './telemetry-output';
import { OtlpProtocol, TelemetrySignal } from './telemetry-output-props';
import { appEndpoint, CollectorModel, signalsOf } from './writers/collector-config';
import { EnvSource } from '../../sidecar/env-source';
import { PodContext } from '../../sidecar/pod-context';
import { forKubelet } from '../common/arguments';

export interface AppEnvModel {
  readonly protocol: OtlpProtocol;
  readonly ports: CollectorModel['ports'];
  readonly outputs: readonly TelemetryOutputData[];
  readonly serviceName?: string;
  readonly attributes: { readonly [name: string]: string };
  readonly sampleRatio?: number;
}

/**
 * What every OpenTelemetry SDK reads.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function appEnv(pod: PodContext, model: AppEnvModel): { [name: string]: EnvSource } {
  const taken = signalsOf(model.outputs);
  const chosen = pod.appContainers.filter((c) => c.chosen);
  const texts: { [name: string]: string | undefined } = {
    OTEL_EXPORTER_OTLP_ENDPOINT: appEndpoint(model.protocol, model.ports),
    OTEL_EXPORTER_OTLP_PROTOCOL: model.protocol,
    OTEL_SERVICE_NAME: model.serviceName ?? (pod.workloadName || pod.attachment),
    OTEL_RESOURCE_ATTRIBUTES: resourceAttributes({
      ...(chosen.length === 1 ? { 'k8s.container.name': chosen[0].name } : {}),
      ...workloadAttribute(pod),
      ...model.attributes,
    }),
    // A signal that nobody takes: the collector would refuse it, and the SDK would say so without end.
    ...Object.fromEntries(Object.values(TelemetrySignal).filter((s) => !taken.includes(s)).map((s) => [`OTEL_${s.toUpperCase()}_EXPORTER`, 'none'])),
    ...(model.sampleRatio === undefined ? {} : { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(model.sampleRatio) }),
  };
  return Object.fromEntries(Object.entries(texts).flatMap(([name, value]) => (value ? [[name, EnvSource.text(forKubelet(value))]] : [])));
}

/** https://opentelemetry.io/docs/specs/semconv/resource/k8s/ */
function workloadAttribute({ workloadKind, workloadName }: PodContext): { [name: string]: string } {
  const known = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'];
  return known.includes(workloadKind) && workloadName ? { [`k8s.${workloadKind.toLowerCase()}.name`]: workloadName } : {};
}

/** Comma, equals sign and all beyond ASCII must be percent-encoded. https://opentelemetry.io/docs/specs/otel/resource/sdk/ */
function resourceAttributes(attributes: { readonly [name: string]: string }): string {
  return Object.entries(attributes).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join(',');
}
