/** What git takes for a reference and an address. */
import { shown } from '../common/texts';

/**
 * Why a name can't be a branch or a tag, by the rules of git check-ref-format; undefined: it can.
 * https://git-scm.com/docs/git-check-ref-format
 */
export function brokenRefName(name: string): string | undefined {
  if (typeof name !== 'string' || name === '') return 'must not be empty';
  if (/[\x00-\x20\x7f~^:?*[\\]/.test(name)) return 'must contain no white space, control character, "~", "^", ":", "?", "*", "[" or "\\"';
  if (name.startsWith('-')) return 'must not begin with "-"';
  if (name === '@' || name.includes('@{')) return 'must not be "@" nor contain "@{"';
  if (name.includes('..')) return 'must not contain ".."';
  if (name.endsWith('.')) return 'must not end with "."';
  for (const part of name.split('/')) {
    if (part === '') return 'must neither begin nor end with "/" nor contain "//"';
    if (part.startsWith('.')) return `must have no part that begins with ".", as "${part}" does`;
    if (part.endsWith('.lock')) return `must have no part that ends with ".lock", as "${part}" does`;
  }
  return undefined;
}

export type Transport = 'http' | 'https' | 'ssh';

const SCP_LIKE = /^(?:([^@/:\s]+)@)?([^@/:\s]+):(?!\/\/)(\S+)$/;

/** How git reaches an address; an exception says why it can't, without printing a password. */
export function transportOf(name: string, repository: string): Transport {
  if (typeof repository !== 'string' || repository === '' || /\s/.test(repository)) {
    throw new Error(`${name}: "${shown(repository)}" is not the address of a Git repository: it must be text without white space`);
  }
  if (!repository.includes('://')) {
    const scp = SCP_LIKE.exec(repository);
    if (!scp || scp[2].startsWith('-') || scp[1]?.startsWith('-')) {
      throw new Error(`${name}: "${shown(repository)}" is not the address of a Git repository: write https://host/path or git@host:path`);
    }
    return 'ssh';
  }
  let url: URL;
  try {
    url = new URL(repository);
  } catch {
    throw new Error(`${name}: "${shown(repository)}" is not an address: write https://host/path or ssh://git@host/path`);
  }
  const transport = url.protocol.slice(0, -1);
  if (transport !== 'https' && transport !== 'http' && transport !== 'ssh') {
    throw new Error(`${name}: "${shown(repository)}" has the scheme "${url.protocol}": it must be https:, ssh: or http:`);
  }
  if (!url.hostname || url.hostname.startsWith('-') || url.pathname === '' || url.pathname === '/') {
    throw new Error(`${name}: "${shown(repository)}" names no host or no repository: write https://host/path`);
  }
  // The user of an ssh address is no secret, and needed.
  if (url.password || (url.username && transport !== 'ssh')) {
    throw new Error(`${name}: "${shown(repository)}" carries user or password, which anyone who may read the Pod would see: `
      + 'put it into a Secret, and name that with GitAuthentication.token()');
  }
  return transport;
}
