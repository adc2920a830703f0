/**
 * What sidecars said of Pods in one synthesis. A contribution depends on its argument alone: asked of a Pod that is the same
 * in all that the sidecar looked at before, it would say the same again.
 */
import { PodContext, Sidecar } from '../sidecar';
import { RenderedContribution } from '../sidecar/render';

/** A value that was looked at: what it is reached by, and what it was, as JSON. */
interface Look {
  readonly path: ReadonlyArray<string | number>;
  readonly was: string;
}

interface Answer {
  readonly shape: string;
  readonly looks: ReadonlyMap<string, Look>;
  readonly attachment: string;
  readonly rendered: RenderedContribution;
}

/** One that looks at the workload's name never says the same twice. */
const MOST_KEPT = 4;

export class Answers {
  private readonly bySidecar = new Map<Sidecar, Answer[]>();

  /**
   * @param attachment whatever else the answer depends on
   * @returns what may go to other workloads too: nobody may change it
   */
  public of(sidecar: Sidecar, context: PodContext, attachment: string, ask: (context: PodContext) => RenderedContribution): RenderedContribution {
    const answers = this.bySidecar.get(sidecar) ?? [];
    const shape = shapeOf(context);
    const known = answers.find((answer) => answer.attachment === attachment && answer.shape === shape && holdsFor(answer, context));
    if (known) return known.rendered;
    const looks = new Map<string, Look>();
    const rendered = ask(watched(context, looks));
    this.bySidecar.set(sidecar, [{ shape, looks, attachment, rendered }, ...answers].slice(0, MOST_KEPT));
    return rendered;
  }
}

/** What can be seen without looking at a value: which members there are, and how many app containers. */
function shapeOf(context: PodContext): string {
  return [context, ...context.appContainers].map((part) => Object.keys(part).join()).join(';');
}

function holdsFor({ looks }: Answer, context: PodContext): boolean {
  for (const { path, was } of looks.values()) if (textAt(context, path) !== was) return false;
  return true;
}

/** The context with a note of each member that is looked at; of an app container, of each of its members. */
function watched(context: PodContext, looks: Map<string, Look>): PodContext {
  const note = (path: Array<string | number>) => {
    const key = path.join('.');
    if (!looks.has(key)) looks.set(key, { path, was: textAt(context, path) });
  };
  const watch = <T extends object>(part: T, at: Array<string | number>, given: Partial<T> = {}): T => {
    const out = {} as T;
    for (const name of Object.keys(part) as Array<keyof T & string>) {
      Object.defineProperty(out, name, {
        enumerable: true,
        // Whoever takes a copy, or is written in another language, looks at them all.
        get: () => {
          if (name in given) return given[name];
          note([...at, name]);
          return part[name];
        },
      });
    }
    return out;
  };
  const appContainers = context.appContainers.map((app, i) => watch(app, ['appContainers', i]));
  return watch(context, [], { appContainers });
}

function textAt(context: PodContext, path: ReadonlyArray<string | number>): string {
  let at: any = context;
  for (const step of path) at = at[step];
  return JSON.stringify(at) ?? '';
}
