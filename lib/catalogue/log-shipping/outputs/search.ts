import { oneOf, parseUrl, requireSecret } from '../arguments';
import { ElasticsearchData } from '../pipeline';
import { awsData } from './aws';
import { BuiltOutput } from './built-output';
import { ElasticsearchOutputProps, OpenSearchOutputProps, SearchOutputOptions } from './search-props';
import { authData, urlTls } from './tls';

export function elasticsearch(props: ElasticsearchOutputProps): BuiltOutput {
  oneOf('auth', { auth: props.auth, apiKey: props.apiKey });
  return search('elasticsearch', props, props.apiKey ? { apiKey: requireSecret('apiKey', props.apiKey) } : {});
}

export function openSearch(props: OpenSearchOutputProps): BuiltOutput {
  oneOf('auth', { auth: props.auth, awsRegion: props.awsRegion });
  if (props.awsRegion === undefined) {
    if (props.awsRoleArn !== undefined) throw new Error(`awsRoleArn: "${props.awsRoleArn}" is given without awsRegion: name the domain's region`);
    return search('openSearch', props, {});
  }
  return search('openSearch', props, { aws: awsData({ region: props.awsRegion, roleArn: props.awsRoleArn }, 'aws') });
}

function search(kind: ElasticsearchData['kind'], props: SearchOutputOptions, more: Pick<ElasticsearchData, 'apiKey' | 'aws'>): BuiltOutput {
  const endpoint = parseUrl('url', props.url);
  oneOf('index', { index: props.index, indexPrefix: props.indexPrefix });
  for (const path of ['index', 'indexPrefix'] as const) {
    const value = props[path];
    // https://www.elastic.co/guide/en/elasticsearch/reference/current/indices-create-index.html
    if (value !== undefined && !/^[a-z0-9.][a-z0-9._-]{0,199}$/.test(value)) {
      throw new Error(`${path}: "${value}" is not an index name: use lower-case letters, digits, ".", "_" and "-", beginning with a letter or digit`);
    }
  }
  const [tls, volumes] = urlTls(props.tls, endpoint.tls);
  const data = {
    kind,
    endpoint,
    tls,
    indexPrefix: props.indexPrefix ?? 'app',
    ...(props.index === undefined ? {} : { index: props.index }),
    ...authData(props.auth),
    ...more,
  };
  return { kind, defaultName: kind.toLowerCase(), volumes, data: (common) => ({ ...common, ...data }) };
}
