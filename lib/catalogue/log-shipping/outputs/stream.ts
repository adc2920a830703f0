import { requirePort } from '../../../sidecar/arguments';
import { requireLiteral, requireSecret } from '../arguments';
import { ForwardData, KafkaData } from '../pipeline';
import { BuiltOutput } from './built-output';
import { ForwardOutputProps, KafkaOutputProps } from './stream-props';
import { authData, tlsData } from './tls';

export function kafka(props: KafkaOutputProps): BuiltOutput {
  if (!props.brokers?.length) throw new Error('brokers: [] is empty: name at least one, e.g. "kafka-0.kafka:9093"');
  props.brokers.forEach((b, i) => {
    requireLiteral(`brokers[${i}]`, b);
    const [, port] = /^[A-Za-z0-9.-]+:(\d+)$/.exec(b) ?? [];
    if (!port) throw new Error(`brokers[${i}]: "${b}" is not a host and port: write it like "kafka-0.kafka:9093"`);
    requirePort(`brokers[${i}]`, Number(port));
  });
  // org.apache.kafka.common.internals.Topic
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(props.topic) || props.topic === '.' || props.topic === '..') {
    throw new Error(`topic: "${props.topic}" is not a topic: use at most 249 letters, digits, ".", "_" and "-"`);
  }
  if (props.saslMechanism && !props.auth) throw new Error(`saslMechanism: "${props.saslMechanism}" is given without auth: give user and password`);
  if (props.saslMechanism === 'PLAIN' && !props.tls) throw new Error('saslMechanism: "PLAIN" would send the password unencrypted: give tls too');
  const [tls, volumes] = props.tls ? tlsData(props.tls) : [undefined, []];
  if (tls?.serverName) throw new Error(`tls.serverName: "${tls.serverName}" has no meaning with several brokers, which are checked for their own names: leave it out`);
  const data: KafkaData = {
    name: '',
    kind: 'kafka',
    brokers: [...props.brokers],
    topic: props.topic,
    ...(tls ? { tls } : {}),
    ...authData(props.auth),
    ...(props.auth ? { mechanism: props.saslMechanism ?? 'SCRAM-SHA-512' } : {}),
  };
  return { kind: 'kafka', defaultName: 'kafka', volumes, data: (common) => ({ ...data, ...common }) };
}

export function forward(props: ForwardOutputProps): BuiltOutput {
  if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(props.host)) {
    throw new Error(`host: "${props.host}" is not a host: give its name or address without scheme and port`);
  }
  const port = props.port ?? 24224;
  requirePort('port', port);
  if (props.auth && !props.sharedKey) throw new Error('auth: is given without sharedKey, which the protocol asks for first: give it too');
  const [tls, volumes] = props.tls ? tlsData(props.tls) : [undefined, []];
  const data: ForwardData = {
    name: '',
    kind: 'forward',
    host: props.host,
    port,
    ...(tls ? { tls } : {}),
    ...(props.sharedKey ? { sharedKey: requireSecret('sharedKey', props.sharedKey) } : {}),
    ...authData(props.auth),
  };
  return { kind: 'forward', defaultName: 'forward', volumes, data: (common) => ({ ...data, ...common }) };
}
