/** The image of the program that plays the containers: see ../actor. */
import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Api } from './api';

const SOURCES = join(__dirname, '..', 'actor');

/**
 * Puts the image into the cluster and returns its name:
 *
 * - `TEST_IMAGE` names one that is there (made of ../actor/Dockerfile);
 * - `CLUSTER_IMAGE_TOOL` is a program that makes an image of a folder and loads it into the cluster, called as
 *   `TOOL NAME:TAG FOLDER --entrypoint PROGRAM --user UID`;
 * - else docker and kind do it.
 */
export async function actorImage(api: Api): Promise<string> {
  if (process.env.TEST_IMAGE) return process.env.TEST_IMAGE;
  const name = `cdk8s-sidecars/actor:${hashOf(SOURCES)}`;
  if (await isLoaded(api, name)) return name;
  const tool = process.env.CLUSTER_IMAGE_TOOL;
  if (tool) {withBuiltProgram((folder) => must(tool, [name, folder, '--entrypoint', '/actor', '--user', '65532']));} else {
    must('docker', ['build', '--tag', name, SOURCES]);
    must('kind', ['load', 'docker-image', name, ...kindCluster()]);
  }
  return name;
}

/** Whether each node has an image of this name. */
export async function isLoaded(api: Api, name: string): Promise<boolean> {
  const nodes = (await api.get('/api/v1/nodes')).items;
  return nodes.every((n: any) => (n.status.images ?? []).some((i: any) => (i.names ?? []).some((known: string) => known.endsWith(name))));
}

const made = new Set<string>();

/** Puts busybox into the cluster under a name that the catalogue uses, where images are made; elsewhere it is pulled. */
export function busyboxImage(name: string): void {
  const tool = process.env.CLUSTER_IMAGE_TOOL;
  if (!tool || made.has(name)) return;
  made.add(name);
  must(tool, [name, '--busybox']);
}

function withBuiltProgram(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'actor-image-'));
  try {
    mkdirSync(join(folder, 'bin'));
    must('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', join(folder, 'actor'), '.'], { cwd: SOURCES, env: { ...process.env, CGO_ENABLED: '0' } });
    symlinkSync('/actor', join(folder, 'bin', 'sleep'));
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kindCluster(): string[] {
  return process.env.KIND_CLUSTER_NAME ? ['--name', process.env.KIND_CLUSTER_NAME] : [];
}

function hashOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update('\0').update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

export function must(program: string, args: string[], options: object = {}): string {
  const run = spawnSync(program, args, { encoding: 'utf8', ...options });
  if (run.status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${run.error?.message ?? `exit code ${run.status}`}\n${run.stderr ?? ''}`);
  }
  return run.stdout;
}
