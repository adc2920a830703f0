/**
 * Objects that contributions need beside the Pod: a ConfigMap for each namespace and distinct content of generated files,
 * and a ServiceAccount, Role and RoleBinding for access to the API. They stand in the workload's chart, so that a chart
 * that is synthesized alone is whole, and they follow each change between two synths.
 */
import { createHash } from 'crypto';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { checkConfigMapKey } from '../kubernetes/names';
import { Sidecar } from '../sidecar';
import { ApiPermission } from '../sidecar/contribution';

const ID = 'sidecar-objects';

/** etcd takes no larger object: https://kubernetes.io/docs/concepts/configuration/configmap/ */
const CONFIG_MAP_LIMIT = 1024 * 1024;

interface FileSlot {
  /** Of its content. */
  digest: string;
  api: ApiObject;
  data: Record<string, string>;
}

/** A ConfigMap of generated files. */
export interface FilesObject {
  readonly name: string;
  /** Changes with the content. */
  readonly digest: string;
}

/** Who needs which access. */
export interface AccountRequest {
  /** Kind and name of the workload's object: a Deployment and a CronJob may have one name. */
  kind: string;
  host: string;
  namespace: string | undefined;
  /** The workload's own account, if it has one. */
  own: string | undefined;
  permissions: ApiPermission[];
}

interface Account {
  /** The request that it was made for. */
  text: string;
  name: string;
  objects: ApiObject[];
}

export class Materials extends Construct {
  /** The chart's materials, made when they are first needed. */
  public static in(chart: Chart): Materials {
    return Materials.find(chart) ?? new Materials(chart, ID);
  }

  public static find(chart: Chart): Materials | undefined {
    return chart.node.tryFindChild(ID) as Materials | undefined;
  }

  private readonly files = new Map<string, FileSlot[]>();
  private readonly accounts = new Map<string, Account>();
  /** What this synth has asked for so far; undefined outside of a synth, where nothing is taken over or removed. */
  private used?: Set<unknown>;

  /** From here on the contributions of one synth say what is needed. */
  public begin(): void {
    this.used = new Set();
  }

  /** Removes what no contribution of this synth asked for. */
  public end(): void {
    for (const [key, slots] of this.files) {
      const kept = slots.filter((slot) => this.used!.has(slot) || !this.node.tryRemoveChild(slot.api.node.id));
      if (kept.length) this.files.set(key, kept);
      else this.files.delete(key);
    }
    for (const [key, { objects }] of this.accounts) {
      if (this.used!.has(key)) continue;
      for (const api of objects) this.node.tryRemoveChild(api.node.id);
      this.accounts.delete(key);
    }
    this.used = undefined;
  }

  /** The ConfigMap that holds these files in this namespace. */
  public configMap(sidecar: Sidecar, volume: string, files: Record<string, string>, namespace: string | undefined): FilesObject {
    const key = [namespace ?? '', sidecar.node.path, volume].join('\n');
    const slots = this.files.get(key) ?? [];
    this.files.set(key, slots);
    // A sidecar's many workloads mostly get the very same texts, which compares faster than it could be hashed.
    const same = slots.find((s) => areEqual(s.data, files) && (!this.used || this.used.has(s)));
    if (same) return { name: same.api.name, digest: same.digest };
    const data = checkedFiles(volume, files);
    // The first content keeps the first name from synth to synth: a live reload needs a stable one, and so does a Job.
    const slot = (this.used && slots.find((s) => !this.used!.has(s))) ?? this.newSlot(slots, sidecar, volume, namespace);
    this.used?.add(slot);
    slot.digest = createHash('sha256').update(JSON.stringify(Object.entries(data).sort())).digest('hex');
    for (const name of Object.keys(slot.data)) delete slot.data[name];
    Object.assign(slot.data, data);
    return { name: slot.api.name, digest: slot.digest };
  }

  private newSlot(slots: FileSlot[], sidecar: Sidecar, volume: string, namespace: string | undefined): FileSlot {
    const data: Record<string, string> = {};
    const id = [
      namespace === Chart.of(this).namespace ? undefined : namespace,
      volume.startsWith(sidecar.node.id) ? undefined : sidecar.node.id,
      volume,
      slots.length ? String(slots.length + 1) : undefined,
    ].filter((x) => x !== undefined).join('-');
    const api = new ApiObject(this, this.freeId(id), { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(namespace), data } as any);
    const slot: FileSlot = { digest: '', api, data };
    slots.push(slot);
    return slot;
  }

  /**
   * ServiceAccount (unless the workload has its own), Roles and RoleBindings for one workload.
   *
   * @returns the ServiceAccount's name
   */
  public account(request: AccountRequest): string {
    const { kind, host, namespace, own, permissions } = request;
    const key = JSON.stringify([namespace, kind, host]);
    const text = JSON.stringify(request);
    this.used?.add(key);
    const known = this.accounts.get(key);
    if (known?.text === text) return known.name;
    for (const api of known?.objects ?? []) this.node.tryRemoveChild(api.node.id);

    const objects: ApiObject[] = [];
    const make = (id: string, props: any): ApiObject => {
      const api = new ApiObject(this, this.freeId(`${host}-${id}`), props);
      objects.push(api);
      return api;
    };
    const name = own ?? make('account', {
      apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta(namespace),
      // The token is projected into the one container that needs it.
      automountServiceAccountToken: false,
    }).name;
    for (const at of new Set(permissions.map((p) => p.inNamespace ?? namespace))) {
      const rules = permissions.filter((p) => (p.inNamespace ?? namespace) === at)
        .map(({ apiGroups, resources, verbs, resourceNames }) => ({ apiGroups, resources, verbs, ...(resourceNames?.length ? { resourceNames } : {}) }));
      const suffix = at === namespace ? '' : `-${at}`;
      const role = make(`role${suffix}`, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: meta(at), rules });
      make(`binding${suffix}`, {
        apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: meta(at),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
        // The API server refuses a ServiceAccount without a namespace here.
        subjects: [{ kind: 'ServiceAccount', name, namespace: namespace ?? 'default' }],
      });
    }
    this.accounts.set(key, { text, name, objects });
    return name;
  }

  private freeId(wanted: string): string {
    let id = wanted;
    for (let i = 2; this.node.tryFindChild(id); i++) id = `${wanted}-${i}`;
    return id;
  }
}

const meta = (namespace: string | undefined) => (namespace === undefined ? {} : { namespace });

function areEqual(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

function checkedFiles(volume: string, files: Record<string, string>): Record<string, string> {
  let size = 0;
  for (const [name, text] of Object.entries(files)) {
    const objection = checkConfigMapKey(name);
    if (objection) throw new Error(`files["${name}"] of volume "${volume}": not a ConfigMap key: ${objection}`);
    if (typeof text !== 'string') throw new Error(`files["${name}"] of volume "${volume}": ${typeof text} is not text`);
    size += Buffer.byteLength(name) + Buffer.byteLength(text);
  }
  if (size > CONFIG_MAP_LIMIT) {
    throw new Error(`files of volume "${volume}": ${size} bytes are more than a ConfigMap may hold (${CONFIG_MAP_LIMIT}): split them over several volumes`);
  }
  return { ...files };
}
