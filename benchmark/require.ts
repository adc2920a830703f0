/** What `require` costs beyond the peers, as CPU time in fresh processes. */
import { spawnSync } from 'child_process';
import { join, resolve } from 'path';
import { Measured, summary } from './measure';

const ROOT = resolve(__dirname, '..');

const PROGRAM = `
for (const peer of ['constructs', 'cdk8s', 'cdk8s-plus-28']) require(peer);
const time = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const start = time();
const library = require(${JSON.stringify(join(ROOT, 'build', 'index.js'))});
const required = time();
for (const name of Object.keys(library)) library[name];
const used = time();
console.log(JSON.stringify([required - start, used - start]));
`;

/** The second figure is for every class of the library used: its parts run when they are first asked for. */
export function requireTimes(processes: number): { required: Measured; used: Measured } {
  const all = Array.from({ length: processes }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', PROGRAM], { cwd: ROOT, encoding: 'utf8' });
    if (!stdout) throw new Error(stderr);
    return JSON.parse(stdout) as [number, number];
  });
  return { required: summary(all.map((a) => a[0])), used: summary(all.map((a) => a[1])) };
}
