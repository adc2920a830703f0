/**
 * Images of the real products, by the names that the catalogue gives them. Where images are pulled (kind), there is nothing
 * to do; where they are made (CLUSTER_IMAGE_TOOL), they are made of the programs that ../../products/install-products gets.
 */
import { execFile } from 'child_process';
import { accessSync, closeSync, constants, cpSync, existsSync, mkdtempSync, openSync, readdirSync, readSync, realpathSync, rmSync, statSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { promisify } from 'util';
import { Api } from './api';
import { isLoaded, must } from './image';
import { BUSYBOX } from '../../../lib/catalogue/common/data/busybox';
import { VAULT_AGENTS } from '../../../lib/catalogue/config-sync/data/vault-agent';
import { CLOUD_SQL_PROXY } from '../../../lib/catalogue/database-proxy/data/cloud-sql';
import { PG_BOUNCER } from '../../../lib/catalogue/database-proxy/data/pg-bouncer';
import { FLUENT_BIT } from '../../../lib/catalogue/log-shipping/fluent-bit/product';
import { OTEL_COLLECTOR } from '../../../lib/catalogue/log-shipping/otel/product';
import { BLACKBOX_EXPORTER } from '../../../lib/catalogue/metrics-exporter/data/blackbox';
import { NGINX_EXPORTER } from '../../../lib/catalogue/metrics-exporter/data/nginx';
import { POSTGRES_EXPORTER } from '../../../lib/catalogue/metrics-exporter/data/postgres';
import { REDIS_EXPORTER } from '../../../lib/catalogue/metrics-exporter/data/redis';
import { STATSD_EXPORTER } from '../../../lib/catalogue/metrics-exporter/data/statsd';
import { ENVOY } from '../../../lib/catalogue/proxy/envoy';
import { TELEMETRY_COLLECTOR } from '../../../lib/catalogue/telemetry/data/collector';
import { HAPROXY } from '../../../lib/catalogue/tls-termination/data/haproxy';
import { NGINX } from '../../../lib/catalogue/tls-termination/data/nginx';
import install from '../../products/install-products';
import { PRODUCTS } from '../../products/products';

interface ProductImage {
  /** The variable that names the program. */
  readonly variable: string;
  /** Where the product's own image has it. */
  readonly path: string;
  /** The program is not what the image runs: the library says what to run. */
  readonly noEntrypoint?: boolean;
  readonly user?: number;
  /** What else the image has in it. */
  readonly more?: readonly string[];
}

const SHELL = ['--busybox', '--bin', '/usr/bin/cksum:/usr/bin/cksum'];
const entry = (variable: string, path: string, user?: number, ...more: string[]): ProductImage => ({ variable, path, user, more });
/** As the products' own Dockerfiles have it: see the catalogue's data files, which name them. */
const IMAGES: Record<string, ProductImage> = {
  [ENVOY.images.distroless]: { variable: 'ENVOY_BIN', path: '/usr/local/bin/envoy', user: 65532, noEntrypoint: true },
  [ENVOY.images.withShell]: { variable: 'ENVOY_BIN', path: '/usr/local/bin/envoy', noEntrypoint: true, more: ['--busybox', '--bin', '/bin/bash:/bin/bash'] },
  [NGINX.image]: { variable: 'NGINX_BIN', path: '/usr/sbin/nginx', noEntrypoint: true, user: 101, more: [...SHELL, '--stop-signal', 'SIGQUIT'] },
  [HAPROXY.image]: { variable: 'HAPROXY_BIN', path: '/usr/local/sbin/haproxy', noEntrypoint: true, more: [...SHELL, '--stop-signal', 'SIGUSR1'] },
  [VAULT_AGENTS.openbao.image]: { variable: 'BAO_BIN', path: '/bin/bao', noEntrypoint: true, more: ['--busybox'] },
  [OTEL_COLLECTOR.image]: entry('OTELCOL_BIN', '/otelcol-contrib', 10001),
  [TELEMETRY_COLLECTOR.images.k8s]: entry('OTELCOL_BIN', '/otelcol-k8s', 10001),
  [FLUENT_BIT.image]: entry('FLUENT_BIT_BIN', '/fluent-bit/bin/fluent-bit'),
  [STATSD_EXPORTER.image]: entry('STATSD_EXPORTER_BIN', '/bin/statsd_exporter', 65534),
  [REDIS_EXPORTER.image]: entry('REDIS_EXPORTER_BIN', '/redis_exporter', 59000),
  [POSTGRES_EXPORTER.image]: entry('POSTGRES_EXPORTER_BIN', '/bin/postgres_exporter'),
  [BLACKBOX_EXPORTER.image]: entry('BLACKBOX_EXPORTER_BIN', '/bin/blackbox_exporter'),
  [NGINX_EXPORTER.image]: entry('NGINX_EXPORTER_BIN', '/usr/bin/nginx-prometheus-exporter', 1001),
  [CLOUD_SQL_PROXY.images.distroless]: entry('CLOUD_SQL_PROXY_BIN', '/cloud-sql-proxy', 65532),
  [CLOUD_SQL_PROXY.images.withShell]: entry('CLOUD_SQL_PROXY_BIN', '/cloud-sql-proxy', 65532, '--busybox'),
  [PG_BOUNCER.image]: { variable: 'PGBOUNCER_BIN', path: '/usr/bin/pgbouncer', noEntrypoint: true, more: [...SHELL, '--bin', '/bin/bash:/bin/bash'] },
};

const tool = process.env.CLUSTER_IMAGE_TOOL;
if (tool) install();

const made = new Map<string, Promise<void>>();

/** They are made of programs that may be of another release than the catalogue's; else they are pulled. */
export const imagesAreMade = tool !== undefined;

/** Products of the catalogue that have no image here, and so no play. */
export function neverPlayed(): string[] {
  const variables = new Set(Object.values(IMAGES).map((image) => image.variable));
  return PRODUCTS.filter(({ name, source }) => (source ? !variables.has(source.variable) : name !== FLUENT_BIT.name)).map(({ name }) => name);
}

/** The variables without which images can't be made here. */
export function missingFor(images: readonly string[]): string[] {
  if (!tool) return [];
  return [...new Set(images.map((image) => IMAGES[image].variable))].filter((variable) => !process.env[variable]);
}

/** Makes them where the cluster has none of that name. */
export async function productImages(api: Api, images: readonly string[]): Promise<void> {
  for (const image of images) {
    if (!made.has(image)) made.set(image, make(api, image));
    await made.get(image);
  }
}

/** For what the library itself runs beside a product. */
export async function shellImage(api: Api): Promise<void> {
  if (tool && !made.has(BUSYBOX.image)) {
    made.set(BUSYBOX.image, isLoaded(api, BUSYBOX.image).then(async (there) => { if (!there) await run([BUSYBOX.image, '--busybox']); }));
  }
  await made.get(BUSYBOX.image);
}

/** Beside the other scenarios: some images take seconds. */
const run = (args: string[]) => promisify(execFile)(tool!, args);

async function make(api: Api, image: string): Promise<void> {
  if (!tool || await isLoaded(api, image)) return;
  const { variable, path, noEntrypoint, user, more = [] } = IMAGES[image];
  const program = elfOf(process.env[variable]!);
  const root = mkdtempSync(join(tmpdir(), 'product-image-'));
  try {
    // A wheel may carry libraries of its own in a folder beside the program, which looks for them there.
    const libraries = join(dirname(program), 'lib');
    if (existsSync(libraries)) {
      cpSync(libraries, join(root, dirname(path), 'lib'), { recursive: true });
      // The C library loads this one only when a thread ends, so that nobody is linked to it.
      const found = /=> (\S*libgcc_s\.so\.1)$/m.exec(must('ldconfig', ['-p']))?.[1];
      if (found) cpSync(realpathSync(found), join(root, realpathSync(dirname(found)), 'libgcc_s.so.1'));
    }
    await run([
      image, root, '--bin', `${program}:${path}`, ...(noEntrypoint ? [] : ['--entrypoint', path]), ...(user === undefined ? [] : ['--user', String(user)]), ...more,
    ]);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Wheels have a small script in front of the program: the program itself is the largest one beside it. */
function elfOf(file: string): string {
  if (isElf(file)) return realpathSync(file);
  const root = dirname(file).endsWith('bin') ? dirname(dirname(file)) : dirname(file);
  const programs = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && !/\.so(\.|$)/.test(one.name))
    .map((one) => join(one.parentPath, one.name))
    .filter((path) => isProgram(path) && isElf(path))
    .sort((a, b) => statSync(b).size - statSync(a).size);
  if (programs.length === 0) throw new Error(`${file}: no program beside it`);
  return programs[0];
}

function isElf(path: string): boolean {
  const magic = Buffer.alloc(4);
  const file = openSync(path, 'r');
  readSync(file, magic, 0, 4, 0);
  closeSync(file);
  return magic.toString('latin1') === '\x7fELF';
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
