/** Directives of the user's own. */
import { Directive, parseArguments } from './nginx-syntax';
import { refuse } from '../../common/arguments';
import type { NginxExtraConfig } from '../tls-engine';

type Context = keyof NginxExtraConfig;

/** What the library needs to be as it is, and what says it instead. */
const OWN: Record<Context, Record<string, string>> = {
  main: {
    pid: 'leave it out', daemon: 'leave it out', master_process: 'leave it out', user: 'leave it out: it runs as a user without rights',
    worker_processes: 'set the CPU limit in resources: the number of workers follows it', events: 'use maxConnections', http: 'use http, server or location',
    stream: 'use protocol', error_log: 'leave it out: it goes to stderr',
  },
  http: {
    server: 'use server', upstream: 'use appPort', access_log: 'use accessLog',
    proxy_set_header: 'use location', grpc_set_header: 'use location',
  },
  server: {
    listen: 'use port', location: 'use location', ssl_certificate: 'use certificate', ssl_certificate_key: 'use certificate', ssl_password_file: 'use a key without password',
    ssl_client_certificate: 'use clients', ssl_trusted_certificate: 'use clients', ssl_verify_client: 'use clients', ssl_protocols: 'use profile', ssl_ciphers: 'use profile',
    proxy_pass: 'use appPort', access_log: 'use accessLog', proxy_set_header: 'use location', grpc_set_header: 'use location',
  },
  location: { proxy_pass: 'use appPort', grpc_pass: 'use appPort', access_log: 'use accessLog', proxy_http_version: 'use protocol' },
};

export function checkNginxExtra(extra: NginxExtraConfig): void {
  for (const context of Object.keys(OWN) as Context[]) {
    for (const [name, occurrences] of Object.entries(extra[context] ?? {})) {
      const path = `extraConfig.${context}.${name}`;
      if (!/^[a-z][a-z0-9_]*$/.test(name)) refuse(path, name, 'is not the name of a directive', 'give lower-case letters, digits and "_"');
      const mend = OWN[context][name];
      if (mend) refuse(path, occurrences, 'is the library\'s to say', mend);
      if (!Array.isArray(occurrences)) refuse(path, occurrences, 'is not a list', 'give each occurrence of the directive as one text');
      occurrences.forEach((text, i) => {
        if (typeof text !== 'string' || !parseArguments(text)) {
          refuse(`${path}[${i}]`, text, 'is not the arguments of one directive', 'close quotes, and leave out ";", "{" and "}" outside of them');
        }
      });
    }
  }
}

/** The library's directives of a context with the user's laid over them. */
export function withExtra(own: Directive[], extra: { [directive: string]: string[] } = {}): Directive[] {
  const added = Object.entries(extra).flatMap(([name, texts]) => texts.map((text): Directive => ({ name, args: parseArguments(text)! })));
  const replaced = (d: Directive) => d.name in extra && (!HEADERS.has(d.name) || added.some((a) => a.name === d.name && isSameHeader(a, d)));
  const kept = own.filter((d) => d.block !== undefined || !replaced(d));
  return [...kept.filter((d) => d.block === undefined), ...added, ...kept.filter((d) => d.block !== undefined)];
}

/** Of these there may be many, each about another header. */
const HEADERS = new Set(['proxy_set_header', 'grpc_set_header', 'add_header']);

function isSameHeader(a: Directive, b: Directive): boolean {
  return a.args[0]?.toLowerCase() === b.args[0]?.toLowerCase();
}
