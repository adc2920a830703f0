import { Duration } from 'cdk8s';
import { shownSafely } from '../../sidecar/value-shape';

/** Checks of arguments: each names the argument, its value, the rule and the mend. */
export function refuse(name: string, value: unknown, rule: string, mend: string): never {
  throw new Error(`${name}: ${typeof value === 'string' ? JSON.stringify(value) : shownSafely(value)} ${rule}: ${mend}`);
}

export function requirePort(name: string, port: number): number {
  if (!Number.isInteger(port) || port < 1 || port > 65535) refuse(name, port, 'is not a port', 'give a whole number from 1 to 65535');
  return port;
}

/** A port that a process without capabilities may bind. */
export function requireUnprivilegedPort(name: string, port: number): number {
  requirePort(name, port);
  if (port < 1024) refuse(name, port, 'needs a capability', 'give a port from 1024 on; a Service can still offer it as any port');
  return port;
}

export function requireWhole(name: string, value: number, least: number, most: number = 4294967295): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    refuse(name, value, `is not a whole number from ${least} to ${most}`, 'give one');
  }
  return value;
}

export function requireSeconds(name: string, seconds: number, least: number): void {
  if (!Number.isInteger(seconds) || seconds < least) {
    throw new Error(`${name}: ${seconds} is not a time in seconds: it must be a whole number of at least ${least}`);
  }
}

export function requirePercent(name: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) refuse(name, value, 'is not a percentage', 'give a number from 0 to 100');
  return value;
}

/** A time above 0 in milliseconds; undefined takes the default. */
export function millis(name: string, time: Duration | undefined, otherwise: number): number;
export function millis(name: string, time: Duration | undefined): number | undefined;
export function millis(name: string, time: Duration | undefined, otherwise?: number): number | undefined {
  if (time === undefined) return otherwise;
  const amount = time.toMilliseconds({ integral: false });
  if (!(amount > 0)) refuse(name, `${amount} ms`, 'is not a time above 0', 'give a longer one');
  return amount;
}

/** As `millis`, where 0 is the product's word for no limit. */
export function millisOrNone(name: string, time: Duration | undefined, otherwise: number): number {
  return time !== undefined && time.toMilliseconds({ integral: false }) === 0 ? 0 : millis(name, time, otherwise);
}

/** A host as a DNS name or an IPv4 or IPv6 address, without scheme, port or path. */
export function requireHost(name: string, host: string): string {
  if (typeof host !== 'string' || host === '') refuse(name, host, 'is not a host', 'give a DNS name or an address');
  if (host.includes('/')) refuse(name, host, 'is a URL or a path', 'give the host name alone; TLS and the path have their own options');
  if (isAddress(host)) return host;
  if (/:\d*$/.test(host)) refuse(name, host, 'has a port', 'give the port as its own argument');
  if (host.length > 253 || !host.replace(/\.$/, '').split('.').every((label) => /^[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?$/.test(label))) {
    refuse(name, host, 'is not a DNS name', 'give labels of letters, digits and "-", joined by "."');
  }
  return host;
}

export function isAddress(host: string): boolean {
  return typeof host === 'string' && (isIpv4(host) || (host.includes(':') && isIpv6(host)));
}

function isIpv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) <= 255);
}

function isIpv6(host: string): boolean {
  const halves = host.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half === '' ? [] : half.split(':'));
  const last = groups[groups.length - 1];
  const count = groups.length + (last !== undefined && isIpv4(last) ? 1 : 0);
  return groups.every((g, i) => /^[0-9A-Fa-f]{1,4}$/.test(g) || (i === groups.length - 1 && isIpv4(g)))
    && (halves.length === 2 ? count < 8 : count === 8);
}

/**
 * A text for args, command and env as it stands: the kubelet replaces `$(NAME)`, and takes `$$` for one `$`.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function forKubelet(text: string): string {
  return text.replace(/\$/g, '$$$$');
}
