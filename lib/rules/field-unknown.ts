import { Rule } from './rule';

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** Fields of https://github.com/kubernetes/api/blob/v0.37.1/core/v1/types.go */
const POD = words(`volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy
  nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace
  securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig
  readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers
  schedulingGates resourceClaims resources hostnameOverride workloadRef schedulingGroup evictionResponders`);
const CONTAINER = words(`name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts
  volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy
  securityContext stdin stdinOnce tty`);
const PARTS: Record<string, Set<string>> = {
  ports: words('name hostPort containerPort protocol hostIP'),
  env: words('name value valueFrom'),
  envFrom: words('prefix configMapRef secretRef'),
  volumeMounts: words('name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr bindMountOptions'),
  volumeDevices: words('name devicePath'),
  resources: words('limits requests claims'),
  lifecycle: words('postStart preStop stopSignal'),
  ...Object.fromEntries(['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => [probe, words(
    'exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds')])),
};

const PART_FIELDS = Object.entries(PARTS);

/** The API server drops what it does not know, unless it is asked to be strict: the Pod runs without it, and nobody is told. */
export const fieldUnknown: Rule = {
  code: 'field-unknown',
  severity: 'warning',
  summary: 'A field that Kubernetes does not know, and drops.',
  source: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation',
  checkOutline: (pod) => unknown('', pod.spec, POD),
  checkContainer: (c) => [
    ...unknown(c.at, c.container, CONTAINER),
    ...PART_FIELDS.flatMap(([field, known]) => {
      const part = c.container[field];
      if (!part || typeof part !== 'object') return [];
      if (!Array.isArray(part)) return unknown(`${c.at}.${field}`, part, known);
      return part.flatMap((item, i) => (isKnown(item, known) ? [] : unknown(`${c.at}.${field}[${item.name ?? i}]`, item, known)));
    }),
  ],
};

function isKnown(object: object, known: ReadonlySet<string>): boolean {
  for (const key in object) if (!known.has(key)) return false;
  return true;
}

function unknown(at: string, object: Record<string, unknown>, known: ReadonlySet<string>) {
  if (isKnown(object, known)) return [];
  return Object.keys(object).filter((key) => !known.has(key) && object[key] !== undefined).map((key) => {
    const near = [...known].find((name) => name.toLowerCase() === key.toLowerCase() || name === `${key}s` || `${name}s` === key);
    const elsewhere = known === CONTAINER && POD.has(key) ? 'the Pod\'s spec, not in a container' : known === POD && CONTAINER.has(key) ? 'a container, not in the Pod\'s spec' : undefined;
    return {
      at: at ? `${at}.${key}` : key,
      message: `Kubernetes has no field "${key}" here, and drops it`,
      mend: near ? `write ${near}` : elsewhere ? `put it into ${elsewhere}` : 'remove it, or correct its name (a newer Kubernetes than 1.37 may know it: then acknowledge this)',
    };
  });
}
