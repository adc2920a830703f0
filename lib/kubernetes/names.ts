/**
 * Names as the API server accepts them. Every check returns the rule that is broken and how to mend it, or undefined.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
 */
import { isOn, FeatureGates } from './features';
import { KubernetesVersion, VersionLike } from './version';

/** One of the checks below. */
export type NameCheck = (name: string) => string | undefined;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const DNS1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

/** Names of containers and volumes (IsDNS1123Label). */
export function checkLabel(name: string): string | undefined {
  if (bytes(name) <= 63 && LABEL.test(name)) {
    return undefined;
  }
  return broken(name, 'must be at most 63 lower-case letters, digits and "-", and start and end with a letter or digit', toLabel(name));
}

/** Names of Services (IsDNS1035Label). */
export function checkServiceName(name: string): string | undefined {
  if (bytes(name) <= 63 && DNS1035.test(name)) {
    return undefined;
  }
  const mend = toLabel(name.replace(/^[^A-Za-z]+/, ''));
  return broken(name, 'must be at most 63 lower-case letters, digits and "-", start with a letter and end with a letter or digit', mend);
}

/** Names of most objects: ConfigMaps, Secrets, ServiceAccounts, workloads (IsDNS1123Subdomain). */
export function checkSubdomain(name: string): string | undefined {
  if (bytes(name) <= 253 && SUBDOMAIN.test(name)) {
    return undefined;
  }
  const mend = name.split('.').map((part) => toLabel(part)).filter((part) => part).join('.').slice(0, 253);
  return broken(name, 'must be at most 253 lower-case letters, digits, "-" and ".", and each part between dots must start and end with a letter or digit',
    SUBDOMAIN.test(mend) ? mend : undefined);
}

/** Names of container ports (IsValidPortName, IANA_SVC_NAME). */
export function checkPortName(name: string): string | undefined {
  if (name.length <= 15 && /^[-a-z0-9]+$/.test(name) && /[a-z]/.test(name) && !name.includes('--') && !/^-|-$/.test(name)) {
    return undefined;
  }
  const tidy = toLabel(name).replace(/-{2,}/g, '-');
  const short = tidy.slice(0, 15).replace(/-+$/, '');
  const mend = short && !/[a-z]/.test(short) ? `p${short}`.slice(0, 15) : short;
  return broken(name, 'must be at most 15 lower-case letters, digits and "-", with at least one letter, no "--", and no "-" at either end', mend);
}

/**
 * Names of environment variables: strict before 1.32 (IsEnvVarName), any printable ASCII but "=" from then on
 * (IsRelaxedEnvVarName, KEP-4369).
 */
export function checkEnvName(name: string, version: VersionLike = KubernetesVersion.DEFAULT, gates?: FeatureGates): string | undefined {
  if (isOn('RelaxedEnvironmentVariableValidation', version, gates)) {
    if (/^[\x20-\x3c\x3e-\x7e]+$/.test(name)) {
      return undefined;
    }
    return broken(name, 'must be one or more printable ASCII characters other than "="', name.replace(/[^\x20-\x3c\x3e-\x7e]/g, '_'));
  }
  if (/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) && !isDirectory(name)) {
    return undefined;
  }
  const mend = name.replace(/[^-._a-zA-Z0-9]/g, '_').replace(/^\.+(?=\.|$)/, '').replace(/^(?=[0-9])/, '_');
  return broken(name, 'before Kubernetes 1.32 must consist of letters, digits, "_", "-" and ".", and start neither with a digit nor with ".."', mend);
}

/** Keys in a ConfigMap's or Secret's data (IsConfigMapKey). */
export function checkConfigMapKey(name: string): string | undefined {
  if (bytes(name) <= 253 && /^[-._a-zA-Z0-9]+$/.test(name) && !isDirectory(name)) {
    return undefined;
  }
  const mend = name.replace(/[^-._a-zA-Z0-9]+/g, '-').replace(/^\.\.+/, '').slice(0, 253);
  return broken(name, 'must be at most 253 letters, digits, "-", "_" and ".", and must not start with ".."', mend);
}

/** Keys of labels (IsQualifiedName): a name of 63 characters, with or without a DNS subdomain and "/" before it. */
export function checkLabelKey(key: string): string | undefined {
  const parts = key.split('/');
  const name = parts[parts.length - 1];
  const prefix = parts.length === 2 ? checkSubdomain(parts[0]) : undefined;
  if (parts.length <= 2 && !prefix && bytes(name) <= 63 && QUALIFIED.test(name)) {
    return undefined;
  }
  if (prefix) {
    return broken(key, `has a prefix that ${prefix}`);
  }
  return broken(key, 'must be a name of at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit, with or without a DNS name and "/" before it',
    parts.length <= 2 ? [...parts.slice(0, -1), qualified(name)].join('/') : undefined);
}

/** Keys of annotations: as those of labels, but upper case is fine in the prefix too (ValidateAnnotations). */
export function checkAnnotationKey(key: string): string | undefined {
  return checkLabelKey(key.toLowerCase()) && (checkLabelKey(key) ?? checkLabelKey(key.toLowerCase()));
}

/** Values of labels (IsValidLabelValue). */
export function checkLabelValue(value: string): string | undefined {
  if (value === '' || (bytes(value) <= 63 && QUALIFIED.test(value))) {
    return undefined;
  }
  return broken(value, 'must be empty, or at most 63 letters, digits, "-", "_" and ".", starting and ending with a letter or digit', qualified(value));
}

/** All annotations together may not be larger than this many bytes, keys and values (TotalAnnotationSizeLimitB). */
export const ANNOTATIONS_LIMIT = 256 * 1024;

/** The size of annotations as the API server counts it. */
export function annotationsSize(annotations: Record<string, string>): number {
  return Object.entries(annotations).reduce((sum, [key, value]) => sum + bytes(key) + bytes(value), 0);
}

/** The nearest DNS-1123 label to any text; empty if there is nothing in it to keep. */
export function toLabel(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, (run) => /^-+$/.test(run) ? run : '-')
    .replace(/^-+/, '').slice(0, 63).replace(/-+$/, '');
}

function qualified(text: string): string {
  return text.replace(/[^-A-Za-z0-9_.]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 63).replace(/[^A-Za-z0-9]+$/, '');
}

function isDirectory(name: string): boolean {
  return name === '.' || name.startsWith('..');
}

/** Kubernetes counts bytes of UTF-8, not characters. */
function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function broken(name: string, rule: string, mend?: string): string {
  if (name === '') {
    return `must not be empty: ${rule.replace(/^must /, 'it must ')}`;
  }
  return mend && mend !== name ? `${rule}: write "${mend}" instead` : rule;
}
