import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { attempt } from './tarball';

/** Another Node: the npm package `node` carries its binary. Where it can't be had, that is said, not hidden. */
export function nodeBinary(release: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-sidecars-node-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const install = attempt('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${release}`], folder);
  const node = join(folder, 'node_modules', 'node', 'bin', 'node');
  const check = install.status === 0 ? attempt(node, ['--version'], folder) : install;
  if (check.status === 0 && check.text.startsWith(`v${release}`)) return node;
  process.stderr.write(`skipped: no binary of Node ${release} from the npm registry: ${check.text.trim().split('\n')[0]}\n`);
  return undefined;
}
