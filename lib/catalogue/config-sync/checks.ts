/** Checks of arguments that more than one file needs. Each names the argument, its value and the rule. */
import { NameCheck } from '../../kubernetes/names';

export function requireText(name: string, value: string, mayBeEmpty = false): void {
  if (typeof value !== 'string' || (!mayBeEmpty && value === '')) {
    throw new Error(`${name}: ${JSON.stringify(value)} must be text that is not empty`);
  }
  if (value.includes('\0')) throw new Error(`${name}: ${JSON.stringify(value)} must not contain a NUL character`);
}

export function requirePath(name: string, path: string): void {
  if (typeof path !== 'string' || !path.startsWith('/') || /[\s\0]/.test(path)) {
    throw new Error(`${name}: "${path}" is not an absolute path: it must begin with "/" and contain no white space`);
  }
}

/** An absolute directory that can be mounted at. */
export function requireDirectory(name: string, path: string): void {
  requirePath(name, path);
  if (path === '/' || path.split('/').includes('..') || path.includes(':')) {
    throw new Error(`${name}: "${path}" is not a directory to mount at: it must lie below "/" and contain neither ".." nor ":"`);
  }
}

export function requireSeconds(name: string, seconds: number, least: number): void {
  if (!Number.isInteger(seconds) || seconds < least) {
    throw new Error(`${name}: ${seconds} is not a time in seconds: it must be a whole number of at least ${least}`);
  }
}

export function requireHttpUrl(name: string, text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`${name}: "${shown(text)}" is not an address: write it as http://host:port/path`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Error(`${name}: "${shown(text)}" has the scheme "${url.protocol}": it must be http: or https:`);
  }
  if (url.username || url.password) {
    throw new Error(`${name}: "${shown(text)}" carries user or password: anyone who may read the Pod would see them`);
  }
  return url;
}

/** An address without its user and password, whether it is one or not: an error must not print them either. */
export function shown(address: string): string {
  return String(address).replace(/\/\/[^/]*@/, '//');
}

/** Refuses what one of the checks of names refuses. */
export function requireName(argument: string, value: string, check: NameCheck): void {
  const broken = typeof value === 'string' ? check(value) : 'must be text';
  if (!broken) return;
  // Who gives a key or token in place of the name of its Secret must not find it in the log of the build.
  const secret = typeof value === 'string' && (value.includes('\n') || value.length > 63);
  throw new Error(`${argument}: ${secret ? `"${value.slice(0, 10).split('\n')[0]}…"` : JSON.stringify(value)} ${secret ? 'is not a name: give the name of an object, not what it holds' : broken}`);
}
