/**
 * The containers of one synthesis, known by their content. A sidecar stands in many Pods, word for word the same: what can
 * be said of it alone is worked out for the first of them, and known for all others.
 */
import { AnalyzedContainer, ContainerList } from './analyzed-container';
import { Container } from '../kubernetes/types';

/** JSON has one word for null, NaN and Infinity: what may be any of them is not taken for another one. */
const AMBIGUOUS = /[:,[]null[,\]}]/;

export class KnownContainers {
  private readonly byText = { initContainers: new Map<string, Container>(), containers: new Map<string, Container>() };
  private readonly ones = new Set<unknown>();
  private readonly analyzed = new Map<Container, Map<string, AnalyzedContainer>>();
  private readonly sound = new Map<string, Set<object>>();

  /** The one object that stands for all containers of this content in this list. Nobody may change it. */
  public one(list: ContainerList, container: Container, made: (container: Container) => Container): Container {
    const text = JSON.stringify(container);
    if (text.includes('null') && AMBIGUOUS.test(text)) return made(container);
    let one = this.byText[list].get(text);
    if (!one) {
      one = made(container);
      this.byText[list].set(text, one);
      this.ones.add(one);
    }
    return one;
  }

  /** Whether this very object stands for all containers of its content. */
  public has(container: unknown): boolean {
    return this.ones.has(container);
  }

  /** A known container's analysis, by whatever else it depends on. */
  public analysisOf(container: Container, dependsOn: string, make: () => AnalyzedContainer): AnalyzedContainer {
    let known = this.analyzed.get(container);
    if (!known) this.analyzed.set(container, known = new Map());
    let analysis = known.get(dependsOn);
    if (!analysis) known.set(dependsOn, analysis = make());
    return analysis;
  }

  /** The containers that were found to be in order by some check, in Pods that are alike as far as the check looks at them. */
  public soundBy(check: string): Set<object> {
    let sound = this.sound.get(check);
    if (!sound) this.sound.set(check, sound = new Set());
    return sound;
  }
}
