/**
 * What sidecars said of Pods in one synthesis. A contribution depends on its argument alone: asked of a Pod that is the same
 * in all that the sidecar looked at before, it would say the same again.
 */
import { PodContext, Sidecar } from '../sidecar';
import { RenderedContribution } from '../sidecar/render';

interface Answer {
  /** The members that the sidecar looked at, with what they were, as JSON. */
  readonly looked: ReadonlyMap<string, string>;
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
    const known = answers.find((answer) => answer.attachment === attachment && holdsFor(answer, context));
    if (known) return known.rendered;
    const looked = new Map<string, string>();
    const rendered = ask(watched(context, looked));
    this.bySidecar.set(sidecar, [{ looked, attachment, rendered }, ...answers].slice(0, MOST_KEPT));
    return rendered;
  }
}

function holdsFor({ looked }: Answer, context: PodContext): boolean {
  for (const [member, was] of looked) if (textOf(context, member) !== was) return false;
  return true;
}

/** The context, and a note of each member that is looked at. */
function watched(context: PodContext, looked: Map<string, string>): PodContext {
  const look = (member: string | symbol) => {
    if (typeof member === 'string' && !looked.has(member)) looked.set(member, textOf(context, member));
  };
  return new Proxy(context, {
    get: (target, member) => {
      look(member);
      return Reflect.get(target, member);
    },
    has: (target, member) => {
      look(member);
      return Reflect.has(target, member);
    },
    // Whoever takes a copy, or is written in another language, sees them all.
    ownKeys: (target) => {
      Object.keys(target).forEach(look);
      return Reflect.ownKeys(target);
    },
  });
}

function textOf(context: PodContext, member: string): string {
  return JSON.stringify((context as unknown as Record<string, unknown>)[member]) ?? '';
}
