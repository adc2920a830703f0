/**
 * The types of the fields that rules look at, as https://github.com/kubernetes/api/blob/v0.36.2/core/v1/types.go has them.
 * A field that is not named here may hold anything.
 */
import { Shape, typed } from './shape';

const STRINGS: Shape = { list: 'string' };
const TEXTS: Shape = { map: 'string' };
const AMOUNTS: Shape = { map: 'quantity' };

const RESOURCES: Shape = { fields: { ...typed(AMOUNTS, 'requests limits'), claims: { list: { fields: typed('string', 'name') } } } };

const METADATA: Shape = { fields: { ...typed('string', 'name generateName namespace'), ...typed(TEXTS, 'labels annotations') } };

const SELECTOR: Shape = {
  fields: { matchLabels: TEXTS, matchExpressions: { list: { fields: { ...typed('string', 'key operator'), values: STRINGS } } } },
};

const HANDLER: Record<string, Shape> = {
  exec: { fields: { command: STRINGS } },
  httpGet: {
    fields: {
      ...typed('string', 'path host scheme'),
      port: 'integer or string',
      httpHeaders: { list: { fields: typed('string', 'name value') } },
    },
  },
  tcpSocket: { fields: { port: 'integer or string', host: 'string' } },
};

const PROBE: Shape = {
  fields: {
    ...HANDLER,
    grpc: { fields: { port: 'integer', service: 'string' } },
    ...typed('integer', 'initialDelaySeconds periodSeconds timeoutSeconds failureThreshold successThreshold terminationGracePeriodSeconds'),
  },
};

const HOOK: Shape = { fields: { ...HANDLER, sleep: { fields: { seconds: 'integer' } } } };

const OPTIONAL_NAME: Shape = { fields: { name: 'string', optional: 'boolean' } };
const KEY_OF: Shape = { fields: { ...typed('string', 'name key'), optional: 'boolean' } };
const FIELD: Shape = { fields: typed('string', 'apiVersion fieldPath') };
const RESOURCE_FIELD: Shape = { fields: { ...typed('string', 'containerName resource'), divisor: 'quantity' } };

const ENV: Shape = {
  list: {
    fields: {
      ...typed('string', 'name value'),
      valueFrom: {
        fields: {
          fieldRef: FIELD,
          resourceFieldRef: RESOURCE_FIELD,
          ...typed(KEY_OF, 'configMapKeyRef secretKeyRef'),
          fileKeyRef: { fields: { ...typed('string', 'volumeName path key'), optional: 'boolean' } },
        },
      },
    },
  },
};

const COMMON_SECURITY: Record<string, Shape> = {
  ...typed('integer', 'runAsUser runAsGroup'),
  runAsNonRoot: 'boolean',
  ...typed({ fields: typed('string', 'type localhostProfile') }, 'seccompProfile appArmorProfile'),
  seLinuxOptions: { fields: typed('string', 'level role type user') },
  windowsOptions: { fields: typed('boolean', 'hostProcess') },
};

const CONTAINER: Shape = {
  fields: {
    ...typed('string', 'name image restartPolicy imagePullPolicy workingDir terminationMessagePolicy terminationMessagePath'),
    ...typed('boolean', 'stdin tty'),
    ...typed(STRINGS, 'command args'),
    env: ENV,
    envFrom: { list: { fields: { prefix: 'string', ...typed(OPTIONAL_NAME, 'configMapRef secretRef') } } },
    ports: { list: { fields: { ...typed('string', 'name hostIP protocol'), ...typed('integer', 'containerPort hostPort') } } },
    resources: RESOURCES,
    volumeMounts: { list: { fields: { ...typed('string', 'name mountPath subPath subPathExpr mountPropagation recursiveReadOnly'), readOnly: 'boolean' } } },
    volumeDevices: { list: { fields: typed('string', 'name devicePath') } },
    securityContext: {
      fields: {
        ...COMMON_SECURITY,
        capabilities: { fields: typed(STRINGS, 'add drop') },
        ...typed('boolean', 'privileged allowPrivilegeEscalation readOnlyRootFilesystem'),
        procMount: 'string',
      },
    },
    ...typed(PROBE, 'startupProbe readinessProbe livenessProbe'),
    lifecycle: { fields: { ...typed(HOOK, 'postStart preStop'), stopSignal: 'string' } },
    restartPolicyRules: { list: { fields: {} } },
  },
};

const ITEMS: Shape = { list: { fields: { ...typed('string', 'key path'), mode: 'integer' } } };
const FILES: Shape = { list: { fields: { path: 'string', mode: 'integer', fieldRef: FIELD, resourceFieldRef: RESOURCE_FIELD } } };

const VOLUME: Shape = {
  fields: {
    name: 'string',
    emptyDir: { fields: { medium: 'string', sizeLimit: 'quantity' } },
    hostPath: { fields: typed('string', 'path type') },
    configMap: { fields: { name: 'string', optional: 'boolean', defaultMode: 'integer', items: ITEMS } },
    secret: { fields: { secretName: 'string', optional: 'boolean', defaultMode: 'integer', items: ITEMS } },
    downwardAPI: { fields: { defaultMode: 'integer', items: FILES } },
    persistentVolumeClaim: { fields: { claimName: 'string', readOnly: 'boolean' } },
    nfs: { fields: { ...typed('string', 'server path'), readOnly: 'boolean' } },
    csi: { fields: { driver: 'string', readOnly: 'boolean', volumeAttributes: TEXTS } },
    image: { fields: typed('string', 'reference pullPolicy') },
    ephemeral: { fields: {} },
    projected: {
      fields: {
        defaultMode: 'integer',
        sources: {
          list: {
            fields: {
              ...typed({ fields: { name: 'string', optional: 'boolean', items: ITEMS } }, 'configMap secret'),
              downwardAPI: { fields: { items: FILES } },
              serviceAccountToken: { fields: { ...typed('string', 'path audience'), expirationSeconds: 'integer' } },
            },
          },
        },
      },
    },
  },
};

const POD_SPEC: Shape = {
  fields: {
    ...typed({ list: CONTAINER }, 'containers initContainers ephemeralContainers'),
    volumes: { list: VOLUME },
    ...typed('string', 'restartPolicy serviceAccountName'),
    ...typed('integer', 'terminationGracePeriodSeconds activeDeadlineSeconds'),
    ...typed('boolean', 'shareProcessNamespace hostNetwork hostPID hostIPC hostUsers automountServiceAccountToken'),
    overhead: AMOUNTS,
    resources: RESOURCES,
    os: { fields: typed('string', 'name') },
    nodeSelector: TEXTS,
    securityContext: {
      fields: {
        ...COMMON_SECURITY,
        fsGroup: 'integer',
        fsGroupChangePolicy: 'string',
        supplementalGroups: { list: 'integer' },
        sysctls: { list: { fields: typed('string', 'name value') } },
      },
    },
  },
};

const TEMPLATE: Shape = { fields: { metadata: METADATA, spec: POD_SPEC } };

const EXIT_CODES: Shape = { fields: { ...typed('string', 'containerName operator'), values: { list: 'integer' } } };
const JOB_SPEC: Shape = {
  fields: {
    template: TEMPLATE,
    backoffLimit: 'integer',
    selector: SELECTOR,
    podFailurePolicy: { fields: { rules: { list: { fields: { action: 'string', onExitCodes: EXIT_CODES } } } } },
  },
};

const CLAIMS: Shape = { list: { fields: { metadata: METADATA } } };
const LASTING: Shape = {
  fields: { metadata: METADATA, spec: { fields: { replicas: 'integer', selector: SELECTOR, template: TEMPLATE, volumeClaimTemplates: CLAIMS } } },
};

/** Each kind that makes Pods. */
export const OBJECT_SHAPES: Readonly<Record<string, Shape>> = {
  Pod: { fields: { metadata: METADATA, spec: POD_SPEC } },
  Deployment: LASTING,
  StatefulSet: LASTING,
  DaemonSet: LASTING,
  ReplicaSet: LASTING,
  Job: { fields: { metadata: METADATA, spec: JOB_SPEC } },
  CronJob: { fields: { metadata: METADATA, spec: { fields: { jobTemplate: { fields: { metadata: METADATA, spec: JOB_SPEC } } } } } },
};

/** Where the Pod's own fields begin: what stands behind it is how findings name places. */
export const SPEC_PREFIX: Readonly<Record<string, string>> = {
  Pod: 'spec.',
  CronJob: 'spec.jobTemplate.spec.template.spec.',
};
export const TEMPLATE_SPEC_PREFIX = 'spec.template.spec.';
