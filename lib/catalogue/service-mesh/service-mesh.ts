import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { IstioMesh } from './istio';
import { IstioProps } from './istio-props';
import { LinkerdMesh } from './linkerd';
import { LinkerdProps } from './linkerd-props';
import { formFor, Mesh, MeshObject, meshNotes } from './mesh';
import { MeshProps } from './mesh-props';
import { ISTIO_FIELDS, LINKERD_FIELDS } from './props-shape';
import { SidecarContribution, SidecarPhase } from '../../sidecar/contribution';
import { EnvSource } from '../../sidecar/env-source';
import { PodContext, SidecarForm } from '../../sidecar/pod-context';
import { ISidecarHost, Sidecar } from '../../sidecar/sidecar';
import { requireProps } from '../../sidecar/value-shape';
import { workloadLabel } from '../common/workload-label';

const MESH = Symbol.for('cdk8s-sidecars.mesh');

/**
 * A workload in a service mesh, stated where the workload is: the labels and annotations that its injector reads, the
 * containers that it will add (counted in plan and budget, never written), and the mesh's own objects for this workload.
 *
 * @example
 * declare const chart: Chart;
 * const mesh = ServiceMesh.istio(chart, 'mesh', {
 *   mtls: IstioMtls.STRICT,
 *   bypass: { outboundPorts: [5432] },
 *   routes: [{ service: 'orders', timeout: Duration.seconds(2), retries: { attempts: 2, on: ['connect-failure', 'refused-stream'] } }],
 * });
 * const linkerd = ServiceMesh.linkerd(chart, 'linkerd', {
 *   cni: true,
 *   servers: [{ port: 8080, clients: [{ serviceAccount: 'frontend' }] }],
 * });
 */
export class ServiceMesh extends Sidecar {
  /** Istio's sidecar mode. */
  public static istio(scope: Construct, id: string, props: IstioProps = {}): ServiceMesh {
    requireProps(props, ISTIO_FIELDS);
    const mesh = new IstioMesh(props);
    return new ServiceMesh(scope, id, mesh, props, mesh.drainSeconds);
  }

  /** Linkerd. */
  public static linkerd(scope: Construct, id: string, props: LinkerdProps = {}): ServiceMesh {
    requireProps(props, LINKERD_FIELDS);
    const mesh = new LinkerdMesh(props);
    return new ServiceMesh(scope, id, mesh, props, mesh.drainSeconds);
  }

  private constructor(
    scope: Construct, id: string,
    private readonly mesh: Mesh, private readonly props: MeshProps, private readonly drainSeconds: number,
  ) {
    super(scope, id);
    makeObjects(this, '', mesh.sharedObjects(), undefined);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const { mesh, props } = this;
    const form = formFor(props, pod);
    const quits = props.appQuitsProxy && form === SidecarForm.CLASSIC && pod.runsToCompletion;
    return {
      phase: SidecarPhase.NETWORK,
      purpose: 'service mesh',
      injected: mesh.injected(form),
      podLabels: { ...mesh.labels, ...(this.hasWorkloadObjects ? workloadLabel(pod.workloadKind, pod.workloadName) : {}) },
      podAnnotations: mesh.annotations(form),
      app: quits ? { env: { MESH_QUIT_URL: EnvSource.text(mesh.quitUrl) } } : undefined,
      notes: meshNotes(mesh, props, form, pod, this.drainSeconds),
    };
  }

  /**
   * Makes the mesh's objects for this workload.
   *
   * @throws when the workload is in a mesh already
   */
  public bind(workload: ISidecarHost): void {
    const host = workload.hostScope as any;
    if (host[MESH] !== undefined) {
      throw new Error(`workload: "${workload.workloadKind}/${workload.workloadName}" is in a mesh already (${host[MESH]}): a Pod can have one mesh, attach one ServiceMesh`);
    }
    Object.defineProperty(host, MESH, { value: `${this.mesh.name} by ${this.node.path}` });
    if (!this.hasWorkloadObjects) return;
    const objects = this.mesh.workloadObjects(workloadLabel(workload.workloadKind, workload.workloadName));
    makeObjects(workload.hostScope, `${this.node.id}-`, objects, workload.workloadNamespace);
  }

  private get hasWorkloadObjects(): boolean {
    return this.mesh.workloadObjects({}).length > 0;
  }
}

function makeObjects(scope: Construct, prefix: string, objects: MeshObject[], space: string | undefined): void {
  const made = new Map<string, ApiObject>();
  for (const { id, apiVersion, kind, metadata, spec } of objects) {
    made.set(id, new ApiObject(scope, prefix + id, {
      apiVersion,
      kind,
      metadata: { ...metadata, ...(space === undefined ? {} : { namespace: space }) },
      spec: spec((other) => made.get(other)!.name),
    }));
  }
}
