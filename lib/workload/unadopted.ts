/** Workloads under a scope that requires sidecars, but which nobody adopted. */
import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { isWorkload } from '../pod/workload-json';
import { Finding } from '../rules/finding';
import { Sidecar } from '../sidecar';
import { requiredSidecarsFor, scopesRequire } from '../sidecar/defaults-store';

export function reportUnadopted(root: IConstruct, adopted: Set<ApiObject>, isAsked: (api: ApiObject) => boolean): Finding[] {
  if (!scopesRequire(root)) return [];
  const out: Finding[] = [];
  for (const c of root.node.findAll()) {
    if (!ApiObject.isApiObject(c)) continue;
    const api = c as ApiObject;
    if (adopted.has(api) || !isWorkload(api) || !isAsked(api)) continue;
    const missing = requiredSidecarsFor(api).map((s) => s.node.id);
    if (missing.length === 0) continue;
    out.push({
      code: 'required-sidecar-missing',
      severity: 'warning',
      path: `${api.kind}/${api.name}`,
      message: `its scope requires the sidecar${missing.length > 1 ? 's' : ''} ${missing.map((m) => `"${m}"`).join(', ')}, but this workload has not been adopted`,
      mend: 'adopt it with PodSidecars.of(), or all of its scope with PodSidecars.allIn()',
      assumed: false,
    });
  }
  return out;
}

/** Sidecars that were made and then forgotten: nothing of them is written. */
export function reportUnattached(root: IConstruct, attached: Set<unknown>): Finding[] {
  return root.node.findAll().filter((c) => Sidecar.isSidecar(c) && !attached.has(c)).map((c) => ({
    code: 'sidecar-unattached',
    severity: 'warning',
    path: c.node.path,
    message: 'this sidecar is attached to no workload, so that nothing of it is written',
    mend: 'name it in `sidecars` of a workload, or attach() it; or remove it',
    assumed: false,
  }));
}
