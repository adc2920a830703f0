/** The other objects of the app that rules may look at, gathered once and only as far as someone asks. */
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { KubeObject } from '../kubernetes/types';
import { Neighbours } from '../rules/rule';

export function indexNeighbours(root: IConstruct): Neighbours {
  let index: Map<string, ApiObject[]> | undefined;
  const ofKind = (kind: string, group: string): ApiObject[] => {
    index ??= byKind(root);
    return (index.get(kind) ?? []).filter((api) => api.apiGroup === group);
  };
  const lists = new Map<string, readonly any[]>();
  const once = (name: string, make: () => any[]) => {
    if (!lists.has(name)) lists.set(name, make());
    return lists.get(name)!;
  };
  const json = (api: ApiObject): KubeObject => api.toJson();
  const identity = (api: ApiObject) => ({ name: api.name, namespace: api.metadata.namespace });
  return {
    get services() { return once('services', () => ofKind('Service', 'core').map(json)); },
    get autoscalers() { return once('autoscalers', () => ofKind('HorizontalPodAutoscaler', 'autoscaling').map(json)); },
    get configMaps() { return once('configMaps', () => ofKind('ConfigMap', 'core').map(identity)); },
    get secrets() { return once('secrets', () => ofKind('Secret', 'core').map(identity)); },
  };
}

function byKind(root: IConstruct): Map<string, ApiObject[]> {
  const index = new Map<string, ApiObject[]>();
  for (const c of root.node.findAll()) {
    if (!ApiObject.isApiObject(c)) continue;
    const api = c as ApiObject;
    const list = index.get(api.kind);
    if (list) list.push(api);
    else index.set(api.kind, [api]);
  }
  return index;
}
