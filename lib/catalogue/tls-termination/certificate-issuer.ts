import { CERT_MANAGER } from './data/cert-manager';
import { requireShape } from '../../sidecar/value-shape';
import { refuse } from '../common/arguments';
import { requireObjectName } from '../common/object-names';

/**
 * Who issues certificates to cert-manager.
 *
 * @example
 * const issuer = CertificateIssuer.clusterIssuer('internal-ca');
 */
export class CertificateIssuer {
  /** An Issuer in the workload's namespace. */
  public static issuer(name: string): CertificateIssuer {
    return new CertificateIssuer(name, 'Issuer', CERT_MANAGER.group);
  }

  /** A ClusterIssuer. */
  public static clusterIssuer(name: string): CertificateIssuer {
    return new CertificateIssuer(name, 'ClusterIssuer', CERT_MANAGER.group);
  }

  /**
   * An issuer that is not part of cert-manager.
   *
   * @param name the object's name
   * @param kind its kind, e.g. `AWSPCAClusterIssuer`
   * @param group its API group, e.g. `awspca.cert-manager.io`
   */
  public static external(name: string, kind: string, group: string): CertificateIssuer {
    requireShape('kind', kind, 'text');
    requireShape('group', group, 'text');
    if (!/^[A-Z][A-Za-z0-9]*$/.test(kind)) refuse('kind', kind, 'is not a kind', 'write it like AWSPCAClusterIssuer');
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(group)) refuse('group', group, 'is not an API group', 'write it like awspca.cert-manager.io');
    return new CertificateIssuer(name, kind, group);
  }

  private constructor(private readonly name: string, private readonly kind: string, private readonly group: string) {
    requireObjectName('name', name);
  }

  /** @internal */
  public _reference(): { name: string; kind: string; group: string } {
    return { name: this.name, kind: this.kind, group: this.group };
  }
}
