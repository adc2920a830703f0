import { EnvSource } from '../../../sidecar/env-source';
import { SharedVolume } from '../../../sidecar/shared-volume';

/** Oldest TLS version that is accepted. */
export enum LogTlsVersion {
  /** TLS 1.2. */
  TLS_1_2 = '1.2',
  /** TLS 1.3. */
  TLS_1_3 = '1.3',
}

/** TLS towards an output. Whether TLS is used is said by the URL (`https://`). The server's name is always checked. */
export interface LogTls {
  /**
   * Secret or ConfigMap with the CA that signed the server's certificate.
   *
   * @default - the image's public CAs
   */
  readonly ca?: SharedVolume;
  /**
   * File of the CA in its volume.
   *
   * @default "ca.crt"
   */
  readonly caFile?: string;
  /**
   * Secret with a client certificate and key (mTLS).
   *
   * @default - none
   */
  readonly clientCertificate?: SharedVolume;
  /**
   * File of the client certificate in its volume.
   *
   * @default "tls.crt"
   */
  readonly certificateFile?: string;
  /**
   * File of the client's key in its volume.
   *
   * @default "tls.key"
   */
  readonly keyFile?: string;
  /**
   * Name that the server's certificate must have, and that is asked for (SNI).
   *
   * @default - the host of the URL
   */
  readonly serverName?: string;
  /**
   * Oldest version.
   *
   * @default LogTlsVersion.TLS_1_2
   */
  readonly minimumVersion?: LogTlsVersion;
  /**
   * Take any certificate. Whoever is between can read and change the logs, and see the credentials.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** User and password. */
export interface LogBasicAuth {
  /** User. */
  readonly user: EnvSource;
  /** Password: a Secret by reference. */
  readonly password: EnvSource;
}

/** What every output has. */
export interface LogOutputOptions {
  /**
   * Name of the output: names its buffer and its metrics. Unique in the pipeline.
   *
   * @default - the kind of output ("loki"), then "loki-2", ...
   */
  readonly name?: string;
  /**
   * How often a piece of data is sent anew before it is given up. 0: never sent anew.
   *
   * @default - without limit: logs wait on disk until the destination is back
   */
  readonly retries?: number;
  /**
   * Further settings of the output in the engine's own terms, merged last and checked.
   *
   * @default - none
   */
  readonly settings?: { [setting: string]: any };
}

/** Properties of an output to the shipper's own standard output. */
export interface StdoutOutputProps extends LogOutputOptions {}
