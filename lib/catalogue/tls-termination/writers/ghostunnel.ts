/** ghostunnel's flags: main.go of https://github.com/ghostunnel/ghostunnel/tree/v1.11.1 */
import { refuse } from '../../common/arguments';
import { TLS_DEFAULTS } from '../data/defaults';
import { GHOSTUNNEL } from '../data/ghostunnel';
import { ClientNameModel, TlsModel } from '../model';

const NAME_FLAGS: { [kind in ClientNameModel['kind']]?: string } = {
  commonName: '--allow-cn', organizationalUnit: '--allow-ou', dns: '--allow-dns', uri: '--allow-uri', uriPrefix: '--allow-uri',
};

/** @param shutdown let `POST /_shutdown` end it, for Jobs in classic form */
export function ghostunnelArgs(model: TlsModel, drainSeconds: number, shutdown: boolean): string[] {
  const { certificate } = model;
  const any = model.dualStack ? '[::]' : '0.0.0.0';
  return [
    'server',
    `--listen=${any}:${model.port}`,
    `--target=127.0.0.1:${model.appPort}`,
    ...('file' in certificate
      ? [`--cert=${certificate.file}`, `--key=${certificate.key}`, `--timed-reload=${TLS_DEFAULTS.watchSeconds}s`]
      : [`--use-workload-api-addr=unix://${certificate.workloadApi}`]),
    ...access(model),
    `--status=http://${any}:${model.metricsPort}`,
    `--shutdown-timeout=${drainSeconds}s`,
    `--max-concurrent-conns=${model.maxConnections}`,
    ...(model.accessLog ? [] : ['--quiet=conns']),
    ...(shutdown ? ['--enable-shutdown'] : []),
  ];
}

/** One of these is mandatory; names are any-of. */
function access({ clients }: TlsModel): string[] {
  if (!clients) return ['--disable-authentication'];
  return [
    ...(clients.authority !== undefined ? [`--cacert=${clients.authority}`] : []),
    ...(clients.names.length ? clients.names.map(({ kind, value }) => `${NAME_FLAGS[kind]}=${value}${kind === 'uriPrefix' ? '**' : ''}`) : ['--allow-all']),
  ];
}

export function checkGhostunnelArgs(extra: string[]): void {
  const seen = new Set<string>();
  extra.forEach((argument, i) => {
    const path = `extraArgs[${i}]`;
    const [flag, ...value] = typeof argument === 'string' ? argument.split('=') : [''];
    const takesValue = GHOSTUNNEL.extraFlags[flag];
    if (takesValue === undefined) {
      refuse(path, argument, 'is not a flag that can be given', `the library gives the others, or ghostunnel would end at it; use one of ${Object.keys(GHOSTUNNEL.extraFlags).join(', ')}`);
    }
    if (takesValue !== (value.length > 0)) refuse(path, argument, takesValue ? 'has no value' : 'takes no value', takesValue ? `write ${flag}=…` : `write ${flag}`);
    if (seen.has(flag) && flag !== '--quiet') refuse(path, argument, 'is given twice, at which ghostunnel ends', 'give it once');
    seen.add(flag);
  });
}
