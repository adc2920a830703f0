/** Contributed containers as they became part of Pods, known by the contribution that they came from. */
import { ContainerList } from './analyzed-container';
import { ContainerPart } from './contribution';
import { LoweredContainer } from './lower';
import { known } from './memory';
import { Container } from '../kubernetes/types';

/** What stands in each list for a container that was made here, and so is known by itself and not by its content. */
const LOWERED = Symbol('lowered');

interface Lowered extends Container {
  [LOWERED]?: Partial<Record<ContainerList, Container>>;
}

export class LoweredParts {
  private readonly byPart = new Map<ContainerPart, Map<string, LoweredContainer>>();

  /** @param use whatever else it depends on */
  public one(part: ContainerPart, use: string, lower: () => LoweredContainer): LoweredContainer {
    return known(known(this.byPart, part, () => new Map<string, LoweredContainer>()), use, () => {
      const made = lower();
      Object.defineProperty(made.container, LOWERED, { value: {} });
      return made;
    });
  }
}

/** The container that stands for this one in the list: looked for once where it was made here. */
export function oneOf(list: ContainerList, container: Container, find: () => Container): Container {
  const lowered = (container as Lowered)[LOWERED];
  return lowered ? lowered[list] ??= find() : find();
}
