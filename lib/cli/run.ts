/** From the command line to the exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check, EXIT, plan, report, rules, tradeOff } from './commands';
import { HELP } from './help';
import { InputError } from './input-error';
import { readFiles } from './read-files';
import { Terminal } from './terminal';
import { KubernetesVersion } from '../kubernetes/version';
import { AnalyzedWorkload, analyzeObjects } from '../report/analyze-objects';
import { visibleLines } from '../report/escape';

const OPTIONS = {
  'format': { type: 'string', default: 'text' },
  'target': { type: 'string' },
  'workload': { type: 'string', multiple: true },
  'strict': { type: 'boolean', default: false },
  'pods': { type: 'string' },
  'nodes': { type: 'string' },
  'sidecar': { type: 'string' },
  'node-agent': { type: 'string' },
  'help': { type: 'boolean', short: 'h', default: false },
  'version': { type: 'boolean', default: false },
} as const;

const COMMANDS = ['report', 'check', 'plan', 'rules', 'trade-off'];

/** Runs one command. Never throws for bad input: that is a line on stderr and exit code 2. */
export function run(args: readonly string[], terminal: Terminal): number {
  try {
    return dispatch(args, terminal);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    terminal.err(`cdk8s-sidecars: ${visibleLines(error.message)}\n`);
    return EXIT.input;
  }
}

function dispatch(args: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parse(args);
  const [command, ...files] = positionals;
  if (values.help || (command === undefined && !values.version)) {
    (values.help ? terminal.out : terminal.err).call(terminal, HELP);
    return values.help ? EXIT.done : EXIT.input;
  }
  if (values.version) {
    terminal.out(`${ownVersion()}\n`);
    return EXIT.done;
  }
  if (!COMMANDS.includes(command)) throw new InputError(`command: "${command}" is none: use ${COMMANDS.join(', ')}; --help tells more`);
  if (command === 'rules' || command === 'trade-off') {
    if (files.length > 0) throw new InputError(`${command}: "${files[0]}" is one argument too many: this command takes no files`);
    return command === 'rules' ? rules(values.format, terminal) : tradeOff({ ...values, nodeAgent: values['node-agent'] }, terminal);
  }
  const workloads = readWorkloads(files, values, terminal);
  if (command === 'check') return check(workloads, values.format, values.strict, terminal);
  return command === 'plan' ? plan(workloads, terminal) : report(workloads, values.format, terminal);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new InputError(`${(error as Error).message.split('\n')[0]} --help tells more`);
  }
}

function readWorkloads(files: readonly string[], values: { target?: string; workload?: string[] }, terminal: Terminal): AnalyzedWorkload[] {
  const target = values.target === undefined ? undefined : versionOf(values.target);
  const { objects, notes } = readFiles(files, () => terminal.stdin());
  for (const note of notes) terminal.err(`cdk8s-sidecars: ${visibleLines(note)}\n`);
  const all = analyzeObjects(objects, target === undefined ? {} : { target });
  if (all.length === 0) terminal.err(`cdk8s-sidecars: no workload among ${objects.length} objects: nothing makes Pods\n`);
  if (values.workload === undefined) return all;
  for (const wanted of values.workload) {
    if (all.some((w) => w.path === wanted)) continue;
    throw new InputError(`--workload: "${wanted}" is not there: ${all.length === 0 ? 'there is none' : `name one of ${all.map((w) => w.path).join(', ')}`}`);
  }
  return all.filter((w) => values.workload!.includes(w.path));
}

function versionOf(text: string): string {
  try {
    return KubernetesVersion.parse(text, '--target').toString();
  } catch (error) {
    throw new InputError((error as Error).message);
  }
}

function ownVersion(): string {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
}
