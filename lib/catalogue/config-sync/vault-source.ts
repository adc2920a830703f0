import { requireSeconds } from '../common/arguments';
import { VAULT_AGENTS } from './data/vault-agent';
import { CaBundle, caOf } from './git-source';
import { VaultPart } from './source-part';
import { VaultAuthentication } from './vault-authentication';
import { VaultFile } from './vault-file';
import { requireKnownConfiguration } from './vault-rules';
import { requirePort } from '../../sidecar/arguments';
import { plainJson } from '../../sidecar/plain-json';
import { requireHttpUrl, requireText } from '../common/texts';

/** Whose agent runs in the Pod. Either talks to either server. */
export enum VaultDistribution {
  /** HashiCorp Vault. */
  VAULT = 'vault',
  /** OpenBao, the free fork. */
  OPENBAO = 'openbao',
}

/** Secrets of a Vault or OpenBao server. */
export interface VaultSourceOptions {
  /** Address of the server, e.g. `https://vault.vault.svc:8200`. An OpenBao server is one like any other. */
  readonly address: string;
  /** How the server knows who asks. */
  readonly authentication: VaultAuthentication;
  /** What is rendered. */
  readonly files: VaultFile[];
  /**
   * Whose agent runs in the Pod.
   *
   * @default VaultDistribution.VAULT
   */
  readonly agent?: VaultDistribution;
  /**
   * Namespace of the server (Vault Enterprise, OpenBao).
   *
   * @default - the root namespace
   */
  readonly vaultNamespace?: string;
  /**
   * Authority of the server's certificate.
   *
   * @default - the public authorities
   */
  readonly caBundle?: CaBundle;
  /**
   * Name in the server's certificate, where it differs from the address.
   *
   * @default - the host of the address
   */
  readonly tlsServerName?: string;
  /**
   * Seconds after which secrets without a lease are read again. Those with a lease are renewed in time by themselves.
   *
   * @default 300
   */
  readonly renderSeconds?: number;
  /**
   * Port of the metrics.
   *
   * @default 9536
   */
  readonly metricsPort?: number;
  /**
   * Further configuration in the agent's own words, laid over the generated one: maps merge, lists are joined.
   *
   * @see https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent
   * @default - none
   */
  readonly extraConfiguration?: { [key: string]: any };
}

export function vaultPart(options: VaultSourceOptions): VaultPart {
  const { address, files, agent = VaultDistribution.VAULT } = options;
  const extraConfiguration = plainJson(options.extraConfiguration ?? {}, 'extraConfiguration');
  const url = requireHttpUrl('address', address);
  if (files.length === 0) throw new Error('files: [] is empty: name at least one VaultFile');
  const parts = files.map((f) => f._toPart());
  const twice = parts.find((f, i) => parts.findIndex((other) => other.name === f.name) < i);
  if (twice) throw new Error(`files: "${twice.name}" is there twice: the two would overwrite each other`);
  const renderSeconds = options.renderSeconds ?? VAULT_AGENTS[agent].renderSeconds;
  const metricsPort = options.metricsPort ?? VAULT_AGENTS[agent].metricsPort;
  requireSeconds('renderSeconds', renderSeconds, 1);
  requirePort('metricsPort', metricsPort);
  if (metricsPort === VAULT_AGENTS[agent].quitPort) {
    throw new Error(`metricsPort: ${metricsPort} is the port on loopback at which the agent is told to quit: use another`);
  }
  for (const name of ['vaultNamespace', 'tlsServerName'] as const) if (options[name] !== undefined) requireText(name, options[name]);
  requireKnownConfiguration(extraConfiguration);
  return {
    kind: 'vault',
    address: address.replace(/\/+$/, ''),
    inTheClear: url.protocol === 'http:',
    auth: options.authentication._toPart(),
    files: parts,
    agent,
    vaultNamespace: options.vaultNamespace,
    ca: options.caBundle && caOf(options.caBundle),
    tlsServerName: options.tlsServerName,
    renderSeconds,
    metricsPort,
    extra: extraConfiguration,
  };
}
