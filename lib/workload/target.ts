/** Finds the one object with a Pod template that a construct stands for. */
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { KubeObject } from '../kubernetes/types';
import { isWorkload, nameOf, WORKLOAD_KINDS } from '../pod/workload-json';

/** An ApiObject, and for a `kind: List` the item in it. */
export interface Target {
  api: ApiObject;
  kind: string;
  name: string;
  /** Place in a List's items. */
  item?: number;
}

/** Narrows the choice where a construct holds several workloads. */
export interface TargetSelector {
  objectKind?: string;
  objectName?: string;
}

/** Every workload at or below a construct. */
export function targetsIn(scope: IConstruct): Target[] {
  return scope.node.findAll().filter((c): c is ApiObject => ApiObject.isApiObject(c)).flatMap(targetsOf);
}

function targetsOf(api: ApiObject): Target[] {
  if (isWorkload(api)) return [{ api, kind: api.kind, name: api.name }];
  if (api.kind !== 'List') return [];
  const items: KubeObject[] = api.toJson()?.items ?? [];
  return items.flatMap((object, item) => (
    object && isWorkload(object) ? [{ api, kind: object.kind!, name: nameOf(object), item }] : []
  ));
}

/**
 * The workload that a construct stands for.
 *
 * @throws where there is none, or several and the selector does not choose one; the message lists them
 */
export function targetOf(construct: IConstruct, selector: TargetSelector = {}): Target {
  const { objectKind, objectName } = selector;
  if (objectKind !== undefined && !WORKLOAD_KINDS.includes(objectKind)) {
    throw new Error(`objectKind: "${objectKind}" makes no Pods: use one of ${WORKLOAD_KINDS.join(', ')}`);
  }
  const all = targetsIn(construct);
  const fits = all.filter((t) => (objectKind === undefined || t.kind === objectKind) && (objectName === undefined || t.name === objectName));
  if (fits.length === 1) return fits[0];
  const where = construct.node.path || 'the app';
  const known = all.map((t) => `${t.kind}/${t.name}`).join(', ') || 'no workload at all';
  if (fits.length === 0) {
    const asked = [objectKind, objectName].filter((x) => x !== undefined).join('/');
    throw new Error(`construct: ${where} has no ${asked || 'object that makes Pods'}: it has ${known}`);
  }
  throw new Error(`construct: ${where} has ${fits.length} workloads (${known}): choose one with objectKind and objectName, or adopt all with PodSidecars.allIn()`);
}
