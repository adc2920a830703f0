import { EnvSource } from '../../../sidecar/env-source';
import { parseUrl, requireLiteral, requireSecret, requireValue } from '../arguments';
import { HttpData, OtlpData, Value } from '../pipeline';
import { BuiltOutput } from './built-output';
import { authData, urlTls } from './tls';
import { DatadogOutputProps, HttpOutputProps, OtlpOutputProps, SplunkHecOutputProps } from './web-props';

export function otlp(props: OtlpOutputProps): BuiltOutput {
  const url = parseUrl('url', props.url);
  const protocol = props.protocol ?? 'http';
  if (protocol === 'grpc' && url.path !== '/') throw new Error(`url: "${props.url}" has a path, and gRPC has none: leave it out`);
  const [tls, volumes] = urlTls(props.tls, url.tls);
  const data: OtlpData = {
    name: '',
    kind: 'otlp',
    endpoint: { ...url, path: protocol === 'http' && url.path === '/' ? '/v1/logs' : url.path },
    protocol,
    tls,
    headers: headerData(props.headers),
  };
  return { kind: 'otlp', defaultName: 'otlp', volumes, data: (common) => ({ ...data, ...common }) };
}

export function splunkHec(props: SplunkHecOutputProps): BuiltOutput {
  const endpoint = parseUrl('url', props.url);
  if (endpoint.path !== '/' && endpoint.path !== '/services/collector' && endpoint.path !== '/services/collector/event') {
    throw new Error(`url: "${props.url}" has a path of its own, and events go to /services/collector/event: leave the path out`);
  }
  const [tls, volumes] = urlTls(props.tls, endpoint.tls);
  const text = optionalTexts({ index: props.index, source: props.source, sourceType: props.sourceType });
  const data = { kind: 'splunkHec' as const, endpoint: { ...endpoint, path: '/' }, tls, token: requireSecret('token', props.token), ...text };
  return { kind: 'splunkHec', defaultName: 'splunk', volumes, data: (common) => ({ ...common, ...data }) };
}

export function datadog(props: DatadogOutputProps): BuiltOutput {
  const site = props.site ?? 'datadoghq.com';
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(site)) throw new Error(`site: "${site}" is not a Datadog site: write it like "datadoghq.eu", without "https://"`);
  for (const [key, value] of Object.entries(props.tags ?? {})) {
    // https://docs.datadoghq.com/getting_started/tagging/#define-tags
    if (!/^[A-Za-z][\w.\-/]*$/.test(key)) throw new Error(`tags: "${key}" is not a tag: begin with a letter, and use letters, digits and _ - . /`);
    requireLiteral(`tags.${key}`, value);
    if (value.includes(',')) throw new Error(`tags.${key}: "${value}" has a comma, which separates tags: write it without`);
  }
  const data = {
    kind: 'datadog' as const,
    site,
    apiKey: requireSecret('apiKey', props.apiKey),
    tags: props.tags ?? {},
    ...optionalTexts({ service: props.service, source: props.source }),
  };
  return { kind: 'datadog', defaultName: 'datadog', volumes: [], data: (common) => ({ ...common, ...data }) };
}

export function http(props: HttpOutputProps): BuiltOutput {
  const endpoint = parseUrl('url', props.url);
  const [tls, volumes] = urlTls(props.tls, endpoint.tls);
  const headers = headerData(props.headers);
  if (props.auth && Object.keys(headers).some((h) => h.toLowerCase() === 'authorization')) {
    throw new Error('auth: is given beside a header "Authorization", which says the same: leave one of them out');
  }
  const data: HttpData = { name: '', kind: 'http', endpoint, tls, headers, format: props.format ?? 'array', ...authData(props.auth) };
  return { kind: 'http', defaultName: 'http', volumes, data: (common) => ({ ...data, ...common }) };
}

function headerData(headers: { [name: string]: EnvSource } = {}): Record<string, Value> {
  return Object.fromEntries(Object.entries(headers).map(([name, source]) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)) throw new Error(`headers: "${name}" is not a header name: use letters, digits, "_" and "-"`);
    const value = requireValue(`headers.${name}`, source);
    if (typeof value === 'string' && /^(authorization|.*(api-?key|token|secret))$/i.test(name)) {
      throw new Error(`headers.${name}: would stand in a ConfigMap as plain text: give EnvSource.secret(name, key) with the whole header's value`);
    }
    return [name, value];
  }));
}

function optionalTexts<T extends Record<string, string | undefined>>(texts: T): { [K in keyof T]?: string } {
  const given = Object.entries(texts).filter(([, v]) => v !== undefined) as Array<[string, string]>;
  return Object.fromEntries(given.map(([k, v]) => [k, requireLiteral(k, v)])) as { [K in keyof T]?: string };
}
