import { refuse } from './checks';
import { MeshProps } from './mesh-props';
import { KubernetesVersion } from '../../kubernetes/version';
import { FindingSeverity, InjectedContainer, SidecarNote } from '../../sidecar/contribution';
import { PodContext, SidecarForm } from '../../sidecar/pod-context';

/** A Kubernetes object as data; whoever makes it gives it a name and a place. */
export interface MeshObject {
  /** Unique among the objects of one workload, or of the sidecar. */
  readonly id: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly [field: string]: any };
  /** `nameOf` gives the name of an object made before, by its id. */
  spec(nameOf: (id: string) => string): { [field: string]: any };
}

/** One mesh, as the sidecar uses it. Checked when it is made. */
export interface Mesh {
  readonly name: string;
  readonly quitUrl: string;
  readonly labels: { readonly [name: string]: string };
  annotations(form: SidecarForm): { [name: string]: string };
  injected(form: SidecarForm): InjectedContainer[];
  /** A label on the Pod that contradicts the mesh. */
  contradiction(podLabels: { readonly [name: string]: string }): string | undefined;
  /** Objects for each workload. */
  workloadObjects(selector: { readonly [label: string]: string }): MeshObject[];
  /** Objects that are made once. */
  sharedObjects(): MeshObject[];
}

export function formFor(props: MeshProps, pod: PodContext): SidecarForm {
  const form = props.injectedForm ?? pod.form;
  if (form === SidecarForm.NATIVE_SIDECAR && props.injectedForm !== undefined
    && !KubernetesVersion.parse(pod.targetVersion).isAtLeast(KubernetesVersion.FIRST_WITH_SIDECARS)) {
    refuse('injectedForm', form, `needs Kubernetes 1.29, and this workload is for ${pod.targetVersion}`, 'leave it out');
  }
  return form;
}

export function meshNotes(mesh: Mesh, props: MeshProps, form: SidecarForm, pod: PodContext, drainSeconds: number): SidecarNote[] {
  const notes: SidecarNote[] = [];
  const contradiction = mesh.contradiction(pod.podLabels);
  if (contradiction) {
    notes.push({
      code: 'mesh-twice',
      severity: FindingSeverity.ERROR,
      message: `the Pod's label "${contradiction}" asks for another mesh, or for none, beside ${mesh.name}`,
      mend: 'remove the label, or do without this ServiceMesh',
    });
  }
  if (form !== SidecarForm.CLASSIC) return notes;
  if (pod.runsToCompletion && !props.appQuitsProxy) {
    notes.push({
      code: 'mesh-job-never-ends',
      severity: FindingSeverity.ERROR,
      message: `${mesh.name} injects its proxy as a regular container, which runs on when the app has ended: the ${pod.workloadKind} never completes`,
      mend: `let the app POST to ${mesh.quitUrl} at its end and say \`appQuitsProxy: true\`, or target Kubernetes 1.29 or newer, where the proxy is a native sidecar`,
    });
  }
  notes.push({
    code: 'mesh-classic-stop',
    severity: FindingSeverity.INFO,
    message: `in classic form the proxy of ${mesh.name} is told to stop together with the app, and leaves after ${drainSeconds} s: what the app sends later fails`,
    mend: 'give `drain` the time that the app needs to stop, or target Kubernetes 1.29 or newer',
  });
  notes.push(props.cni
    ? {
      code: 'mesh-init-blocked',
      severity: FindingSeverity.WARNING,
      message: 'in classic form with a CNI plugin, traffic of init containers is redirected to a proxy that does not run yet, and fails',
      mend: 'let init containers do without the network, name their destinations in `bypass`, or target Kubernetes 1.29 or newer',
    }
    : {
      code: 'mesh-init-outside',
      severity: FindingSeverity.INFO,
      message: 'in classic form traffic of init containers does not go through the mesh: it is redirected after them',
      mend: 'target Kubernetes 1.29 or newer, where the proxy starts before them',
    });
  return notes;
}

/** What the library writes must not be written by the user as well. */
export function withExtra(own: { [name: string]: string }, extra: { readonly [name: string]: string } | undefined): { [name: string]: string } {
  for (const [name, value] of Object.entries(extra ?? {})) {
    if (own[name] !== undefined) refuse(`annotations["${name}"]`, value, 'is written by the library too', 'use the typed property');
    if (typeof value !== 'string') refuse(`annotations["${name}"]`, JSON.stringify(value), 'is not text', 'give it as text, e.g. "true"');
  }
  return { ...own, ...extra };
}

/** Without what was left out. */
export function given(entries: { readonly [name: string]: string | number | undefined }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(entries).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}
