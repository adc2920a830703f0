/**
 * Reads manifests that others wrote, one project for each directory on the command line, and counts what this library
 * says of them: analyzed as they are, and once more with a sidecar attached. A crash fails the run; so does an error finding
 * on a workload that Kubernetes accepts, where ORACLE_BIN names the program that knows (see test/oracle). That program is
 * the API server's; what the kubelet alone refuses is counted apart, and is to be read by hand.
 *
 * `--show CODE` prints each finding of a code (or `crash`, `error-on-accepted`, `kubelet-refuses`, `after-attach`, `refused-without-error`) with the
 * file that it is about; `--distinct` says equal ones once, whatever workload they are in, with how many there are.
 */
import { spawnSync } from 'child_process';
import { readdirSync, readFileSync, statSync } from 'fs';
import { basename, join, relative } from 'path';
import { ApiObject, App, Chart } from 'cdk8s';
import { CustomSidecar, PodSidecars } from '../lib';
import { readYaml } from '../lib/cli/read-yaml';
import { templateOf } from '../lib/pod/workload-json';
import { AnalyzedWorkload, analyzeObjects, FoundObject } from '../lib/report/analyze-objects';
import { PodReport } from '../lib/report/pod-report';
import { Finding } from '../lib/rules/finding';

/** Errors about what the API server accepts: the kubelet looks at these fields first. Each says where in its `source`. */
const KUBELET_REFUSES = new Set(['root-refused']);

interface Noted {
  readonly kind: string;
  readonly where: string;
  readonly text: string;
  /** Without the workload. */
  readonly essence?: string;
}

interface Tally {
  readonly project: string;
  files: number;
  templates: number;
  /** Of those, how many Kubernetes is known to take. */
  accepted: number;
  crashes: number;
  errors: number;
  falseErrors: number;
  /** Errors on accepted workloads that the kubelet does not start. */
  neverStart: number;
  /** New errors that attaching a plain sidecar brought. */
  afterAttach: number;
}

interface Case {
  readonly workload: AnalyzedWorkload;
  readonly where: string;
}

function* yamlFiles(directory: string): Generator<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* yamlFiles(path);
    else if (/\.ya?ml$/.test(entry.name) && entry.isFile() && statSync(path).size < 2e6) yield path;
  }
}

/** Templates of templates and broken files are not what is asked for here. */
function objectsOf(path: string, origin: string): FoundObject[] {
  try {
    return readYaml(readFileSync(path, 'utf8'), origin).objects;
  } catch {
    return [];
  }
}

/** The findings with a sidecar attached, through cdk8s; or what was thrown. */
function attached({ found: { object } }: AnalyzedWorkload): readonly Finding[] | Error {
  try {
    const chart = new Chart(new App(), 'chart');
    const api = new ApiObject(chart, 'object', structuredClone(object) as any);
    const probe = new CustomSidecar(chart, 'outsiders-probe', {
      containers: [{ name: 'outsiders-probe', image: 'example.com/probe:1.0', user: 65532 }],
    });
    const pod = PodSidecars.of(api).attach(probe);
    PodReport.text(pod.plan, pod.findings);
    return pod.findings;
  } catch (error) {
    return error as Error;
  }
}

function isAccident(error: unknown): boolean {
  return error instanceof Error && (error instanceof TypeError || error instanceof RangeError || isAccident(error.cause));
}

/** Which of the objects Kubernetes takes; undefined where there is no program to ask. */
function verdicts(cases: readonly Case[]): boolean[] | undefined {
  const program = process.env.ORACLE_BIN;
  if (!program) return undefined;
  const input = cases.map(({ workload }, i) => JSON.stringify({ id: String(i), object: workload.found.object })).join('\n');
  const run = spawnSync(program, ['--compact'], { input, encoding: 'utf8', maxBuffer: 1e9 });
  if (run.status !== 0) throw new Error(`ORACLE_BIN: ${program} ended with ${run.status}: ${run.stderr}`);
  const answers = run.stdout.trim().split('\n').map((line) => JSON.parse(line));
  return answers.map((a) => a.accepted === true && !a.errors?.length && !a.podErrors?.length && !a.strict);
}

function take(directory: string, seen: Set<string>, notes: Noted[], warnings: Map<string, number>): Tally {
  const project = basename(directory);
  const tally: Tally = { project, files: 0, templates: 0, accepted: 0, crashes: 0, errors: 0, falseErrors: 0, neverStart: 0, afterAttach: 0 };
  const cases: Case[] = [];
  for (const file of yamlFiles(directory)) {
    const where = `${tally.project}/${relative(directory, file)}`;
    const workloads = analyzeObjects(objectsOf(file, where));
    if (workloads.length) tally.files++;
    for (const workload of workloads) {
      const text = JSON.stringify(templateOf(workload.found.object) ?? null);
      if (text === 'null' || seen.has(text)) continue;
      seen.add(text);
      cases.push({ workload, where });
    }
  }
  tally.templates = cases.length;
  const accepted = cases.length ? verdicts(cases) : undefined;
  tally.accepted = accepted?.filter((a) => a).length ?? 0;
  for (const [i, one] of cases.entries()) count(one, accepted?.[i], tally, notes, warnings);
  return tally;
}

function count({ workload, where }: Case, accepted: boolean | undefined, tally: Tally, notes: Noted[], warnings: Map<string, number>): void {
  const crash = (text: string) => {
    tally.crashes++;
    notes.push({ kind: 'crash', where, text });
  };
  if (workload.failure !== undefined) crash(`${workload.path}: ${workload.failure}`);
  for (const f of workload.findings) {
    const text = `${f.severity} ${f.path}: ${f.message} Mend: ${f.mend}`;
    const essence = text.replace(workload.path, '');
    if (f.code === 'unreadable') crash(text);
    if (f.severity === 'warning') warnings.set(f.code, (warnings.get(f.code) ?? 0) + 1);
    if (f.severity === 'error') tally.errors++;
    if (f.severity === 'error' && accepted) {
      const byKubelet = KUBELET_REFUSES.has(f.code);
      tally[byKubelet ? 'neverStart' : 'falseErrors']++;
      notes.push({ kind: byKubelet ? 'kubelet-refuses' : 'error-on-accepted', where, text: `${f.code}: ${text}` });
    }
    notes.push({ kind: f.code, where, text, essence });
  }
  if (accepted === false && !workload.findings.some((f) => f.severity === 'error')) notes.push({ kind: 'refused-without-error', where, text: workload.path });
  const outcome = attached(workload);
  if (outcome instanceof Error) {
    // What is no Pod may be refused, in words that name it.
    if (accepted === false && !isAccident(outcome)) return;
    return crash(`attach: ${workload.path}: ${outcome.message}`);
  }
  // What was a guess about YAML is known of a workload of one's own, and may weigh more.
  const before = new Set(workload.findings.map((f) => f.code));
  for (const f of outcome.filter((one) => one.severity === 'error' && accepted !== false && !before.has(one.code))) {
    tally.afterAttach++;
    notes.push({ kind: 'after-attach', where, text: `${f.code}: ${f.path}: ${f.message}` });
  }
}

function print(notes: readonly Noted[], distinct: boolean): void {
  const times = new Map<string, number>();
  for (const { kind, essence, text } of notes) times.set(`${kind} ${essence ?? text}`, (times.get(`${kind} ${essence ?? text}`) ?? 0) + 1);
  for (const { kind, essence, text, where } of notes) {
    const key = `${kind} ${essence ?? text}`;
    const all = times.get(key);
    if (distinct && all === undefined) continue;
    console.log(`${kind}  ${where}${distinct && all !== 1 ? ` and ${all! - 1} more` : ''}\n    ${text}`);
    if (distinct) times.delete(key);
  }
}

function main(args: string[]): void {
  const shown = args.flatMap((a, i) => (args[i - 1] === '--show' ? [a] : []));
  const distinct = args.includes('--distinct');
  const directories = args.filter((a, i) => a !== '--show' && a !== '--distinct' && args[i - 1] !== '--show');
  if (directories.length === 0) throw new Error('usage: outsiders [--distinct] [--show CODE]... DIR...: one directory of YAML for each project');
  const notes: Noted[] = [];
  const warnings = new Map<string, number>();
  const seen = new Set<string>();
  const tallies = directories.map((d) => take(d, seen, notes, warnings)).filter((t) => t.templates);
  print(notes.filter(({ kind }) => shown.includes(kind)), distinct);
  console.table(tallies);
  const total = (key: 'templates' | 'accepted' | 'crashes' | 'errors' | 'falseErrors' | 'neverStart' | 'afterAttach') => tallies.reduce((sum, t) => sum + t[key], 0);
  console.table([...warnings].sort((a, b) => b[1] - a[1]).map(([code, times]) => ({ warning: code, times })));
  console.log(`${tallies.length} projects, ${total('templates')} different Pod templates (${total('accepted')} known to be accepted), ${total('crashes')} crashes, ${total('errors')} errors`
    + `, ${total('falseErrors')} of them on workloads that Kubernetes accepts and ${total('neverStart')} on such that the kubelet refuses, ${total('afterAttach')} more once a sidecar is attached`);
  process.exitCode = total('crashes') || total('falseErrors') ? 1 : 0;
}

main(process.argv.slice(2));
