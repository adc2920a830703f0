/** What the tests of all sidecars share: a Pod as a sidecar sees it, and plain views of what it contributes. */
import { AppContainer, PodContext, SidecarContainer, SidecarForm } from '../../lib/sidecar';

/** A Deployment's Pod with one app container on 8080, and nothing known of its user. */
export function podContext(attachment: string, over: Partial<PodContext> = {}, app: Partial<AppContainer> = {}): PodContext {
  return {
    attachment,
    workloadKind: 'Deployment',
    workloadName: 'shop',
    workloadPath: 'test/shop',
    targetVersion: '1.33',
    form: SidecarForm.NATIVE_SIDECAR,
    runsToCompletion: false,
    appContainers: [{ name: 'app', image: 'myapp/server:2.1', ports: [8080], chosen: true, ...app }],
    podLabels: {},
    ...over,
  };
}

/** Its one container. */
export function only(containers: SidecarContainer[] | undefined): SidecarContainer {
  expect(containers).toHaveLength(1);
  return containers![0];
}

/** An environment as Kubernetes would write it: a text, or where it comes from. */
export function plainEnv(env: SidecarContainer['env']): Record<string, any> {
  return Object.fromEntries(Object.entries(env ?? {}).map(([name, source]) => {
    const json: any = source._toEnv(name);
    return [name, json.value ?? json.valueFrom];
  }));
}
