import { oneOf, parseUrl, requireField, requireLiteral, requireSecret, requireValue, requireWhole } from './arguments';
import {
  CloudWatchLogsOutputProps, ElasticsearchOutputProps, LogBasicAuth, LogOutputOptions, LogTls, LokiOutputProps, OpenSearchOutputProps,
  SearchOutputOptions, StdoutOutputProps, AwsOutputOptions,
} from './log-output-props';
import { AwsData, BasicAuthData, EnrichData, Endpoint, OutputData, OutputKind, TlsData } from './pipeline';
import { EnvSource } from '../../sidecar/env-source';
import { SharedVolume } from '../../sidecar/shared-volume';

/** Where the volumes with CAs and client certificates are mounted. */
const TLS_ROOT = '/etc/log-shipper/tls';

/** A volume with certificates, and where it is mounted. */
interface TlsVolume {
  readonly volume: SharedVolume;
  readonly path: string;
}

/**
 * Where log records go. Secrets come by reference only; TLS follows from the URL.
 *
 * @example
 * const output = LogOutput.elasticsearch({
 *   url: 'https://elasticsearch.logging:9200',
 *   auth: { user: EnvSource.text('shop'), password: EnvSource.secret('elasticsearch', 'password') },
 *   tls: { ca: SharedVolume.secretNamed('elasticsearch-ca', 'elasticsearch-ca') },
 * });
 */
export class LogOutput {
  /** Grafana Loki. */
  public static loki(props: LokiOutputProps): LogOutput {
    const url = parseUrl('url', props.url);
    const endpoint = { ...url, path: url.path === '/' ? '/loki/api/v1/push' : url.path };
    oneOf('auth', { auth: props.auth, bearerToken: props.bearerToken });
    for (const [of, names] of Object.entries({ labels: props.labels, labelFields: props.labelFields, structuredMetadata: props.structuredMetadata })) {
      Object.entries(names ?? {}).forEach(([name, value]) => requireLabel(of, name, value));
    }
    Object.entries(props.labelFields ?? {}).forEach(([l, f]) => requireField(`labelFields.${l}`, f));
    Object.entries(props.structuredMetadata ?? {}).forEach(([l, f]) => requireField(`structuredMetadata.${l}`, f));
    for (const label of Object.keys(props.labels ?? {})) {
      if (props.labelFields?.[label]) throw new Error(`labelFields.${label}: stands in labels too: a label has one value, leave out one of them`);
    }
    const [tls, volumes] = tlsData(props.tls, endpoint);
    const data = {
      kind: 'loki' as const,
      endpoint,
      tls,
      labels: props.labels ?? { job: 'cdk8s-sidecars' },
      structuredMetadata: props.structuredMetadata ?? {},
      ...(props.tenant === undefined ? {} : { tenant: requireLiteral('tenant', props.tenant) }),
      ...authData(props.auth),
      ...(props.bearerToken ? { bearerToken: requireSecret('bearerToken', props.bearerToken) } : {}),
    };
    return new LogOutput('loki', props, volumes, (common, enrich) => ({
      ...common,
      ...data,
      labelFields: props.labelFields ?? lokiLabels(enrich, Object.keys(data.labels)),
    }));
  }

  /** Elasticsearch. Records keep one identity over retries, so that none is stored twice. */
  public static elasticsearch(props: ElasticsearchOutputProps): LogOutput {
    oneOf('auth', { auth: props.auth, apiKey: props.apiKey });
    return search('elasticsearch', props, props.apiKey ? { apiKey: requireSecret('apiKey', props.apiKey) } : {});
  }

  /** OpenSearch, also as Amazon's service. */
  public static openSearch(props: OpenSearchOutputProps): LogOutput {
    oneOf('auth', { auth: props.auth, awsRegion: props.awsRegion });
    if (props.awsRoleArn !== undefined && props.awsRegion === undefined) {
      throw new Error(`awsRoleArn: "${props.awsRoleArn}" is given without awsRegion: name the domain's region`);
    }
    if (props.awsRegion === undefined) return search('openSearch', props, {});
    return search('openSearch', props, { aws: awsData({ region: props.awsRegion, roleArn: props.awsRoleArn }) });
  }

  /** Amazon CloudWatch Logs. */
  public static cloudWatchLogs(props: CloudWatchLogsOutputProps): LogOutput {
    const aws = awsData(props);
    const name = (path: string, value: string, pattern: RegExp, rule: string) => {
      if (!pattern.test(value)) throw new Error(`${path}: "${value}" is not a name of CloudWatch Logs: use ${rule}`);
      return requireLiteral(path, value);
    };
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    const group = name('logGroup', props.logGroup, /^[.\-_/#A-Za-z0-9]{1,512}$/, 'at most 512 letters, digits and . - _ / #');
    const stream = props.logStream === undefined ? undefined : name('logStream', props.logStream, /^[^:*]{1,512}$/, 'at most 512 characters, no ":" and no "*"');
    if (props.retentionDays !== undefined) {
      if (!RETENTION_DAYS.includes(props.retentionDays)) {
        throw new Error(`retentionDays: ${props.retentionDays} is not a time that CloudWatch Logs knows: use one of ${RETENTION_DAYS.join(', ')}`);
      }
      if (!props.createGroup) throw new Error(`retentionDays: ${props.retentionDays} has an effect only on a group that is made here: set createGroup too`);
    }
    return new LogOutput('cloudWatchLogs', props, [], (common) => ({
      ...common,
      kind: 'cloudWatchLogs',
      aws,
      group,
      createGroup: props.createGroup ?? false,
      ...(stream === undefined ? {} : { stream }),
      ...(props.retentionDays === undefined ? {} : { retentionDays: props.retentionDays }),
    }));
  }

  /** The shipper's own standard output, as one JSON object for each record: for trying out, or for a node's own agent. */
  public static stdout(props: StdoutOutputProps = {}): LogOutput {
    return new LogOutput('stdout', props, [], (common) => ({ ...common, kind: 'stdout' }));
  }

  /** @internal */
  public static _make(kind: OutputKind, options: LogOutputOptions, volumes: TlsVolume[], make: MakeOutput): LogOutput {
    return new LogOutput(kind, options, volumes, make);
  }

  private constructor(
    private readonly kind: OutputKind,
    private readonly options: LogOutputOptions,
    private readonly volumes: TlsVolume[],
    private readonly make: MakeOutput,
  ) {
    const { name, retries } = options;
    if (name !== undefined && !/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name)) {
      throw new Error(`name: "${name}" is not an output name: use at most 32 lower-case letters, digits and "-", beginning with a letter`);
    }
    if (retries !== undefined) requireWhole('retries', retries, 0);
  }

  /** @internal */
  public _name(): string {
    return this.options.name ?? DEFAULT_NAMES[this.kind];
  }

  /** @internal */
  public _volumes(): TlsVolume[] {
    return [...this.volumes];
  }

  /** @internal */
  public _toData(name: string, enrich: readonly EnrichData[]): OutputData {
    const { retries, settings } = this.options;
    return this.make({
      name,
      ...(retries === undefined ? {} : { retries }),
      ...(settings ? { settings: structuredClone(settings) } : {}),
    }, enrich);
  }
}

type Common = Pick<OutputData, 'name' | 'retries' | 'settings'>;
type MakeOutput = (common: Common, enrich: readonly EnrichData[]) => OutputData;

const DEFAULT_NAMES: Record<OutputKind, string> = {
  loki: 'loki', elasticsearch: 'elasticsearch', openSearch: 'opensearch', cloudWatchLogs: 'cloudwatch', stdout: 'stdout',
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

function search(kind: 'elasticsearch' | 'openSearch', props: SearchOutputOptions, more: { apiKey?: any; aws?: AwsData }): LogOutput {
  const endpoint = parseUrl('url', props.url);
  oneOf('index', { index: props.index, indexPrefix: props.indexPrefix });
  for (const path of ['index', 'indexPrefix'] as const) {
    const value = props[path];
    // https://www.elastic.co/guide/en/elasticsearch/reference/current/indices-create-index.html
    if (value !== undefined && !/^[a-z0-9.][a-z0-9._-]{0,199}$/.test(value)) {
      throw new Error(`${path}: "${value}" is not an index name: use lower-case letters, digits, ".", "_" and "-", beginning with a letter or digit`);
    }
  }
  const [tls, volumes] = tlsData(props.tls, endpoint);
  const data = {
    kind,
    endpoint,
    tls,
    indexPrefix: props.indexPrefix ?? 'app',
    ...(props.index === undefined ? {} : { index: props.index }),
    ...authData(props.auth),
    ...more,
  };
  return LogOutput._make(kind, props, volumes, (common) => ({ ...common, ...data }));
}

/** https://prometheus.io/docs/concepts/data_model/: what Loki takes as a label. */
function requireLabel(of: string, name: string, value: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new Error(`${of}: "${name}" is not a label name: use letters, digits and "_", not beginning with a digit`);
  }
  requireLiteral(`${of}.${name}`, value);
  if (/[,$"=]|^\s|\s$/.test(value)) throw new Error(`${of}.${name}: "${value}" has a comma, "$", "=", a quote or outer space, which end a label: write it without`);
}

function lokiLabels(enrich: readonly EnrichData[], taken: string[]): Record<string, string> {
  const of = { namespace: 'namespace', pod: 'pod', container: 'container' } as const;
  return Object.fromEntries(Object.entries(of).flatMap(([label, from]) => {
    const field = enrich.find((e) => e.from === from)?.field;
    return field && !taken.includes(label) ? [[label, field]] : [];
  }));
}

function authData(auth?: LogBasicAuth): { auth?: BasicAuthData } {
  return auth ? { auth: { user: requireValue('auth.user', auth.user), password: requireSecret('auth.password', auth.password) } } : {};
}

function awsData(o: Pick<AwsOutputOptions, 'region' | 'roleArn' | 'endpoint' | 'credentials'>): AwsData {
  if (!/^[a-z]{2,3}(-[a-z]+)+-\d$/.test(o.region)) throw new Error(`region: "${o.region}" is not an AWS region: write it like "eu-west-1"`);
  if (o.roleArn !== undefined && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(o.roleArn)) {
    throw new Error(`roleArn: "${o.roleArn}" is not a role: write it like "arn:aws:iam::123456789012:role/logs"`);
  }
  const key = (path: string, source: EnvSource) => requireSecret(`credentials.${path}`, source);
  return {
    region: o.region,
    ...(o.roleArn === undefined ? {} : { roleArn: o.roleArn }),
    ...(o.endpoint === undefined ? {} : { endpoint: parseUrl('endpoint', o.endpoint) }),
    ...(o.credentials ? {
      accessKeyId: key('accessKeyId', o.credentials.accessKeyId),
      secretAccessKey: key('secretAccessKey', o.credentials.secretAccessKey),
    } : {}),
  };
}

function tlsData(tls: LogTls | undefined, endpoint: Pick<Endpoint, 'tls'>): [TlsData, TlsVolume[]] {
  if (tls && !endpoint.tls) throw new Error('tls: is given, but the URL begins with "http://", so that nothing would be encrypted: write "https://"');
  const volumes = new Map<string, TlsVolume>();
  const file = (path: string, volume: SharedVolume | undefined, name: string | undefined, standard: string) => {
    if (!volume) {
      if (name !== undefined) throw new Error(`tls.${path}: "${name}" is given without its volume: name the Secret that holds it`);
      return undefined;
    }
    const in_ = name ?? standard;
    if (!/^[-._A-Za-z0-9]+$/.test(in_)) throw new Error(`tls.${path}: "${in_}" is not a file in a volume: give its name without a path`);
    volumes.set(volume.name, { volume, path: `${TLS_ROOT}/${volume.name}` });
    return `${TLS_ROOT}/${volume.name}/${in_}`;
  };
  const caFile = file('caFile', tls?.ca, tls?.caFile, 'ca.crt');
  const certFile = file('certificateFile', tls?.clientCertificate, tls?.certificateFile, 'tls.crt');
  const keyFile = file('keyFile', tls?.clientCertificate, tls?.keyFile, 'tls.key');
  return [{
    verify: !tls?.insecureSkipVerify,
    minVersion: tls?.minimumVersion ?? '1.2',
    ...(caFile ? { caFile } : {}),
    ...(certFile ? { certFile, keyFile } : {}),
    ...(tls?.serverName === undefined ? {} : { serverName: requireLiteral('tls.serverName', tls.serverName) }),
  }, [...volumes.values()]];
}
