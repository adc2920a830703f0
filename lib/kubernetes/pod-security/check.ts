/**
 * What every check of the Pod Security Standards has in common.
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { Container, ObjectMeta, PodSpec } from '../types';

/** The levels that forbid something; `privileged` forbids nothing. */
export type PodSecurityLevel = 'baseline' | 'restricted';

/** What one check has against a Pod. */
export interface Objection {
  /** Upstream's ForbiddenReason, word for word. */
  readonly reason: string;
  /** Upstream's ForbiddenDetail, word for word. */
  readonly detail: string;
  /** The containers at fault; none if it is the Pod itself. */
  readonly containers: readonly string[];
  /** The fields at fault, or those to set: "spec.containers[0].securityContext.privileged". */
  readonly paths: readonly string[];
}

/** Looks at one Pod. */
export type CheckPod = (spec: PodSpec, metadata: ObjectMeta) => Objection | undefined;

/** A check in the form that it has from a minor release on. */
export interface VersionedCheck {
  /** The minor release of Kubernetes 1. */
  readonly since: number;
  readonly check: CheckPod;
  /** Baseline checks that this one makes needless. */
  readonly overrides?: readonly string[];
}

/** One check with all its revisions, oldest first. */
export interface PodSecurityCheck {
  /** Upstream's CheckID. */
  readonly id: string;
  readonly level: PodSecurityLevel;
  readonly versions: readonly VersionedCheck[];
}

/** A container and where it stands. */
export interface Place {
  readonly container: Container;
  readonly path: string;
}

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** All containers in upstream's order: init, mains, ephemeral (visitor.go). */
export function places(spec: PodSpec): Place[] {
  const found: Place[] = [];
  for (const list of LISTS) {
    const containers: Container[] = spec[list] ?? [];
    for (let i = 0; i < containers.length; i++) found.push({ container: containers[i], path: `spec.${list}[${i}]` });
  }
  return found;
}

/** What is wrong with whom, collected container by container. */
export class Culprits {
  public readonly names: string[] = [];
  public readonly paths: string[] = [];

  /** Notes a container and the field of it that is at fault. */
  public add(place: Place, ...fields: string[]): void {
    this.names.push(place.container.name);
    this.paths.push(...fields.map((field) => `${place.path}.${field}`));
  }

  public get any(): boolean {
    return this.names.length > 0;
  }

  /** `container "a"` or `containers "a", "b"`. */
  public toString(): string {
    return `${pluralize('container', 'containers', this.names.length)} ${joinQuote(this.names)}`;
  }
}

/** `"a", "b"` (helpers.go, joinQuote). */
export function joinQuote(items: readonly string[]): string {
  return items.length === 0 ? '' : `"${items.join('", "')}"`;
}

/** The singular for exactly one (helpers.go, pluralize). */
export function pluralize(singular: string, plural: string, count: number): string {
  return count === 1 ? singular : plural;
}

/** Distinct and in order, as the Go sets list themselves. */
export function sorted(items: Iterable<string>): string[] {
  return [...new Set(items)].sort();
}

/** A Pod in a user namespace of its own is allowed more (helpers.go, relaxPolicyForUserNamespacePod). */
export function inUserNamespace(spec: PodSpec): boolean {
  return spec.hostUsers === false;
}

/** Windows has no such thing, so that the field need not be set: spec.os, from 1.25. */
export function unlessWindows(check: CheckPod): CheckPod {
  return (spec, metadata) => spec.os?.name === 'windows' ? undefined : check(spec, metadata);
}
