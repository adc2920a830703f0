import { SharedVolume } from '../../../sidecar/shared-volume';
import { requireShape, SHARED_VOLUME } from '../../../sidecar/value-shape';
import { requireLiteral, requireSecret, requireValue } from '../arguments';
import { BasicAuthData, TlsData } from '../pipeline';
import { LogBasicAuth, LogTls } from './props';

/** Where the volumes with CAs and client certificates are mounted. */
const TLS_ROOT = '/etc/log-shipper/tls';

/** A volume with certificates, and where it is mounted. */
export interface TlsVolume {
  readonly volume: SharedVolume;
  readonly path: string;
}

/** Paths of the files, and the volumes that hold them. */
export function tlsData(tls: LogTls | undefined): [TlsData, TlsVolume[]] {
  const volumes = new Map<string, TlsVolume>();
  const file = (path: string, volume: SharedVolume | undefined, name: string | undefined, standard: string) => {
    if (!volume) {
      if (name !== undefined) throw new Error(`tls.${path}: "${name}" is given without its volume: name the Secret that holds it`);
      return undefined;
    }
    const inVolume = name ?? standard;
    if (!/^[-._A-Za-z0-9]+$/.test(inVolume)) throw new Error(`tls.${path}: "${inVolume}" is not a file in a volume: give its name without a path`);
    volumes.set(volume.name, { volume, path: `${TLS_ROOT}/${volume.name}` });
    return `${TLS_ROOT}/${volume.name}/${inVolume}`;
  };
  if (tls?.insecureSkipVerify && tls.ca) {
    throw new Error('tls.ca: has no effect beside insecureSkipVerify, which takes any certificate: leave one of them out');
  }
  for (const name of ['ca', 'clientCertificate'] as const) if (tls?.[name] !== undefined) requireShape(`tls.${name}`, tls[name], SHARED_VOLUME);
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

/** For outputs whose URL says whether TLS is used. */
export function urlTls(tls: LogTls | undefined, encrypted: boolean): [TlsData, TlsVolume[]] {
  if (tls && !encrypted) throw new Error('tls: is given, but the URL begins with "http://", so that nothing would be encrypted: write "https://"');
  return tlsData(tls);
}

export function authData(auth?: LogBasicAuth): { auth?: BasicAuthData } {
  if (auth) requireShape('auth', auth, { fields: { user: 'anything', password: 'anything' } });
  return auth ? { auth: { user: requireValue('auth.user', auth.user), password: requireSecret('auth.password', auth.password) } } : {};
}
