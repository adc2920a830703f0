import { oneOf, parseUrl, requireField, requireLiteral, requireSecret } from '../arguments';
import { EnrichData } from '../pipeline';
import { BuiltOutput } from './built-output';
import { LokiOutputProps } from './loki-props';
import { authData, urlTls } from './tls';

export function loki(props: LokiOutputProps): BuiltOutput {
  const url = parseUrl('url', props.url);
  const endpoint = { ...url, path: url.path === '/' ? '/loki/api/v1/push' : url.path };
  oneOf('auth', { auth: props.auth, bearerToken: props.bearerToken });
  const { labels = { job: 'cdk8s-sidecars' }, labelFields, structuredMetadata = {} } = props;
  Object.entries(labels).forEach(([l, v]) => {
    requireLabel('labels', l);
    requireLabelValue(`labels.${l}`, v);
  });
  for (const [of, fields] of [['labelFields', labelFields], ['structuredMetadata', structuredMetadata]] as const) {
    Object.entries(fields ?? {}).forEach(([l, f]) => {
      requireLabel(of, l);
      requireField(`${of}.${l}`, f);
    });
  }
  for (const label of Object.keys(labels)) {
    if (labelFields?.[label]) throw new Error(`labelFields.${label}: stands in labels too: a label has one value, leave out one of them`);
  }
  if (labelFields && Object.keys({ ...labels, ...labelFields }).length === 0) {
    throw new Error('labels: {} and labelFields: {} are both empty, and Loki takes no record without a label: name one');
  }
  const [tls, volumes] = urlTls(props.tls, endpoint.tls);
  const data = {
    kind: 'loki' as const,
    endpoint,
    tls,
    labels,
    structuredMetadata,
    ...(props.tenant === undefined ? {} : { tenant: requireLiteral('tenant', props.tenant) }),
    ...authData(props.auth),
    ...(props.bearerToken ? { bearerToken: requireSecret('bearerToken', props.bearerToken) } : {}),
  };
  return {
    kind: 'loki',
    defaultName: 'loki',
    volumes,
    data: (common, enrich) => ({ ...common, ...data, labelFields: labelFields ?? podLabels(enrich, Object.keys(labels)) }),
  };
}

/** https://prometheus.io/docs/concepts/data_model/: what Loki takes as a label. */
function requireLabel(of: string, name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new Error(`${of}: "${name}" is not a label name: use letters, digits and "_", not beginning with a digit`);
  }
}

function requireLabelValue(path: string, value: string): void {
  requireLiteral(path, value);
  if (/[,$"={}]|^\s|\s$/.test(value)) {
    throw new Error(`${path}: "${value}" has a comma, "$", "=", a brace, a quote or outer space, which end a label: write it without`);
  }
}

function podLabels(enrich: readonly EnrichData[], taken: string[]): Record<string, string> {
  return Object.fromEntries((['namespace', 'pod', 'container', 'node'] as const).flatMap((from) => {
    const field = enrich.find((e) => e.from === from)?.field;
    return field && !taken.includes(from) ? [[from, field]] : [];
  }));
}
