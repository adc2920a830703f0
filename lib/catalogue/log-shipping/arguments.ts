/** Checks of what users write: each error names the argument, its value, the rule and the mend. */
import { Endpoint, SecretValue, Value } from './pipeline';
import { EnvSource } from '../../sidecar/env-source';
import { ENV_SOURCE, requireShape, shownSafely } from '../../sidecar/value-shape';
import { requireKey, requireObjectName } from '../common/object-names';

/**
 * Fields are top-level and named so that every engine can address them without quoting: Fluent Bit's record accessor
 * ends a name at a dot, Loki's labels allow only these characters.
 *
 * @see https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/record-accessor
 */
export function requireField(path: string, field: string): string {
  if (typeof field !== 'string' || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(field)) {
    throw new Error(`${path}: ${typeof field === 'string' ? `"${field}"` : shownSafely(field)} is not a field name: use letters, digits, "_" and "-", not beginning with a digit (fields inside other fields can't be addressed)`);
  }
  return field;
}

/** `${NAME}` in a configuration is replaced by an environment variable in every engine, and has no escape in Fluent Bit. */
export function requireLiteral(path: string, value: string, what = 'text'): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${path}: ${shownSafely(value)} must be ${what} that is not empty`);
  if (value.includes('${')) {
    throw new Error(`${path}: "${value}" contains "\${", which log engines replace by an environment variable: write it without`);
  }
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw new Error(`${path}: ${JSON.stringify(value)} contains a control character: remove it (line ends too)`);
  }
  return value;
}

/** A regular expression that JavaScript can compile, as a first check; engines add their own. */
export function requireRegex(path: string, pattern: string): string {
  requireLiteral(path, pattern, 'a regular expression');
  try {
    new RegExp(pattern.replace(/\(\?P</g, '(?<'));
  } catch (e) {
    throw new Error(`${path}: "${pattern}" is not a regular expression (${(e as Error).message.replace(/^.*: /, '')}): correct it`);
  }
  if (/\(\?P</.test(pattern)) {
    throw new Error(`${path}: "${pattern}" names a group by "(?P<": write "(?<", which every engine reads`);
  }
  return pattern;
}

/** Host, port and path of an URL. User and password in it would be a secret in plain text. */
export function parseUrl(path: string, url: string): Endpoint {
  requireLiteral(path, url, 'an URL');
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new Error(`${path}: "${url}" is not an URL: write it like "https://host.example:443/path"`);
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') {
    throw new Error(`${path}: "${url}" is not an HTTP URL: it must begin with "http://" or "https://"`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new Error(`${path}: "${url.replace(/\/\/[^@/]*@/, '//***@')}" has a user or password in it, which would stand in a ConfigMap: give them by EnvSource.secret()`);
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    throw new Error(`${path}: "${url}" has a query or fragment: give scheme, host, port and path only`);
  }
  const tls = parsed.protocol === 'https:';
  return {
    tls,
    host: parsed.hostname,
    port: parsed.port ? Number(parsed.port) : tls ? 443 : 80,
    path: parsed.pathname,
  };
}

/** A secret comes by reference: plain text here would end up in Git and in the Pod's manifest. */
export function requireSecret(path: string, source: EnvSource): SecretValue {
  requireShape(path, source, ENV_SOURCE);
  const ref = source._toEnv('x').valueFrom?.secretKeyRef;
  if (!ref) throw new Error(`${path}: a secret can't be plain text or a field of the Pod: give EnvSource.secret(name, key)`);
  // They stand in the configuration of some engines, and would be more than a name there.
  requireObjectName(`${path}.name`, ref.name!);
  requireKey(`${path}.key`, ref.key);
  return { source, secret: { name: ref.name!, key: ref.key } };
}

/** Text, or a reference to where the text is kept. */
export function requireValue(path: string, source: EnvSource): Value {
  requireShape(path, source, ENV_SOURCE);
  const env = source._toEnv('x');
  if (env.value !== undefined) return requireLiteral(path, env.value);
  return env.valueFrom?.secretKeyRef ? requireSecret(path, source) : { source };
}

export function requireWhole(path: string, value: number, least: number, most?: number): number {
  if (!Number.isInteger(value) || value < least || (most !== undefined && value > most)) {
    const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new Error(`${path}: ${value} is out of range: it must be a whole number ${range}`);
  }
  return value;
}

export function oneOf(path: string, given: { [name: string]: unknown }): void {
  const names = Object.keys(given).filter((n) => given[n] !== undefined);
  if (names.length > 1) throw new Error(`${path}: ${names.join(' and ')} exclude each other: give one of them`);
}

/** Engines whose expressions run in linear time have neither looking around nor going back to a group. */
export function requireLinearRegex(path: string, pattern: string, engine: string): string {
  const found = /\(\?<?[=!]|\\[1-9]|\\k</.exec(pattern);
  if (found) {
    throw new Error(`${path}: "${pattern}" has "${found[0]}", and the expressions of ${engine} can neither look around nor refer back: write it without, or use Fluent Bit or Fluentd`);
  }
  return pattern;
}
