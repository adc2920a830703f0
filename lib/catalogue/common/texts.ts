/** Checks of texts that more than one folder needs: paths, addresses, words. Each names the argument, its value and the rule. */
import { shownSafely } from '../../sidecar/value-shape';

export function requireText(name: string, value: string, mayBeEmpty = false): void {
  if (typeof value !== 'string' || (!mayBeEmpty && value === '')) {
    throw new Error(`${name}: ${shownSafely(value)} must be text that is not empty`);
  }
  if (value.includes('\0')) throw new Error(`${name}: ${JSON.stringify(value)} must not contain a NUL character`);
}

export function requirePath(name: string, path: string): void {
  if (typeof path !== 'string' || !path.startsWith('/') || /[\s\0]/.test(path)) {
    throw new Error(`${name}: ${typeof path === 'string' ? `"${path}"` : shownSafely(path)} is not an absolute path: it must begin with "/" and contain no white space`);
  }
}

/** An absolute directory that can be mounted at. */
export function requireDirectory(name: string, path: string): void {
  requirePath(name, path);
  if (path === '/' || path.split('/').includes('..') || path.includes(':')) {
    throw new Error(`${name}: "${path}" is not a directory to mount at: it must lie below "/" and contain neither ".." nor ":"`);
  }
}

export function requireHttpUrl(name: string, text: string): URL {
  if (typeof text !== 'string') throw new Error(`${name}: ${shownSafely(text)} is not an address: write it as http://host:port/path`);
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
