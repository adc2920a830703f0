import { LogBasicAuth, LogOutputOptions, LogTls } from './props';
import { EnvSource } from '../../../sidecar/env-source';

/** How a client proves to Kafka who it is. */
export enum KafkaSaslMechanism {
  /** The password itself: with TLS only. */
  PLAIN = 'PLAIN',
  /** SCRAM with SHA-256. */
  SCRAM_SHA_256 = 'SCRAM-SHA-256',
  /** SCRAM with SHA-512. */
  SCRAM_SHA_512 = 'SCRAM-SHA-512',
}

/** Properties of an output to Kafka. Records are JSON; a record counts as sent when all replicas in step have it. */
export interface KafkaOutputProps extends LogOutputOptions {
  /** Brokers to ask first, e.g. `kafka-0.kafka:9093`. */
  readonly brokers: string[];
  /** Topic. */
  readonly topic: string;
  /**
   * TLS; `{}` for public CAs.
   *
   * @default - no TLS
   */
  readonly tls?: LogTls;
  /**
   * User and password.
   *
   * @default - none
   */
  readonly auth?: LogBasicAuth;
  /**
   * How the password is used.
   *
   * @default KafkaSaslMechanism.SCRAM_SHA_512
   */
  readonly saslMechanism?: KafkaSaslMechanism;
}

/** Properties of an output by Fluentd's forward protocol: to Fluentd or Fluent Bit. Each chunk is acknowledged. */
export interface ForwardOutputProps extends LogOutputOptions {
  /** Host, e.g. `fluentd.logging`. */
  readonly host: string;
  /**
   * Port.
   *
   * @default 24224
   */
  readonly port?: number;
  /**
   * TLS; `{}` for public CAs.
   *
   * @default - no TLS
   */
  readonly tls?: LogTls;
  /**
   * Key that both sides know: a Secret by reference.
   *
   * @default - none
   */
  readonly sharedKey?: EnvSource;
  /**
   * User and password, beside the shared key.
   *
   * @default - none
   */
  readonly auth?: LogBasicAuth;
}
