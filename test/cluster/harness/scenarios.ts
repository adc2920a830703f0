/**
 * Scenarios of one file run side by side, since all that most of them do is wait: the first test starts them all (as
 * many at a time as CLUSTER_PARALLEL says), and each test waits for its own. CLUSTER_ONLY plays those alone whose name has it.
 */
import { appendFileSync } from 'fs';
import { basename } from 'path';
import { Cluster } from './cluster';
import { tally } from './compare';
import { Stage } from './stage';
import { SidecarForm } from '../../../lib';

export type Form = 'native' | 'classic';

interface Job {
  readonly name: string;
  readonly play: () => Promise<void>;
  readonly done: Promise<void>;
  readonly finish: (error?: unknown) => void;
}

export type Define = (name: string, play: (stage: Stage) => Promise<void>) => void;

export interface Forms {
  /** Plays in native form. */
  (name: string, play: (stage: Stage) => Promise<void>): void;
  /** Plays once in each form. */
  readonly both: Define;
  /** Plays in classic form. */
  readonly classic: Define;
}

export interface Scenarios extends Forms {
  /** The same, for what this machine can't play: told as skipped. */
  readonly skip: Forms;
}

/** Call it once at the top of a test file. */
export function scenarios(): Scenarios {
  const jobs: Job[] = [];
  let cluster: Cluster;
  let count = 0;

  beforeAll(async () => {
    cluster = await Cluster.open();
    const queue = [...jobs];
    const worker = async () => {
      for (let job = queue.shift(); job; job = queue.shift()) await job.play().then(() => job!.finish(), (error) => job!.finish(error));
    };
    const parallel = Number(process.env.CLUSTER_PARALLEL ?? 6);
    for (let i = 0; i < parallel; i++) void worker();
  });
  afterAll(async () => {
    await cluster?.close();
    figures(jobs.length);
  });

  const define = (form: Form, skipped: boolean): Define => (name, play) => {
    const id = `s${++count}${form === 'native' ? 'n' : 'c'}`;
    const title = `${name} (${form})`;
    const act = () => play(new Stage(cluster, id, form === 'native' ? SidecarForm.NATIVE_SIDECAR : SidecarForm.CLASSIC));
    if (skipped || (process.env.CLUSTER_ONLY && !title.includes(process.env.CLUSTER_ONLY))) {
      test.skip(title, act);
      return;
    }
    let finish!: (error?: unknown) => void;
    const done = new Promise<void>((resolve, reject) => {
      finish = (error) => (error === undefined ? resolve() : reject(error as Error));
    });
    // A scenario may fail long before its test looks at it.
    done.catch(() => undefined);
    jobs.push({ name, done, finish, play: act });
    test(title, () => done);
  };
  const forms = (skipped: boolean): Forms => {
    const native = define('native', skipped);
    const classic = define('classic', skipped);
    const both: Define = (name, play) => {
      native(name, play);
      classic(name, play);
    };
    return Object.assign(native, { classic, both });
  };
  return Object.assign(forms(false), { skip: forms(true) });
}

/** One line for each file: to stderr, and to the file that CLUSTER_FIGURES names. */
export function figures(count: number): void {
  const line = JSON.stringify({ file: basename(expect.getState().testPath ?? ''), scenarios: count, ...tally });
  process.stderr.write(`cluster: ${line}\n`);
  if (process.env.CLUSTER_FIGURES) appendFileSync(process.env.CLUSTER_FIGURES, `${line}\n`);
}
