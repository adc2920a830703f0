/** Files, folders and standard input. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from './input-error';
import { readYaml, ReadYaml } from './read-yaml';

const MANIFEST = /\.(ya?ml|json)$/i;
/** Text beyond it is no manifest. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/**
 * Reads every manifest of the named files and folders; "-" is standard input.
 *
 * @throws InputError for what is not there, can't be read, or is no manifest
 */
export function readFiles(paths: readonly string[], stdin: () => string): ReadYaml {
  if (paths.length === 0) throw new InputError('files: none given: name files or folders with manifests, or - for standard input');
  const read = paths.flatMap((path) => (path === '-' ? [readYaml(stdin(), 'stdin')] : filesOf(path).map(readFile)));
  return { objects: read.flatMap((r) => r.objects), notes: read.flatMap((r) => r.notes) };
}

function filesOf(path: string): string[] {
  if (!attempt(path, () => statSync(path)).isDirectory()) return [path];
  const files = manifestsIn(path);
  if (files.length === 0) throw new InputError(`${path}: no manifest in this folder: it has no file that ends with .yaml, .yml or .json`);
  return files;
}

/** In the order of names, as kubectl takes them. Links to folders are not followed: they may lead in circles. */
function manifestsIn(folder: string): string[] {
  const entries = attempt(folder, () => readdirSync(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : manifestsIn(path);
    return MANIFEST.test(entry.name) ? [path] : [];
  });
}

function readFile(path: string): ReadYaml {
  const { size } = attempt(path, () => statSync(path));
  if (size > LARGEST_BYTES) throw new InputError(`${path}: ${size} bytes are no manifest: the largest that is read has ${LARGEST_BYTES}`);
  return readYaml(attempt(path, () => readFileSync(path, 'utf8')), path);
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder', EACCES: 'it may not be read', EISDIR: 'it is a folder',
};

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(`${path}: ${REASONS[code ?? ''] ?? message}`);
  }
}
