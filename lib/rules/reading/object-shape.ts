/**
 * The types of the fields that rules look at, as https://github.com/kubernetes/api/blob/v0.36.2/core/v1/types.go has them.
 * A field that is not named here may hold anything.
 */
import { Shape } from './shape';

const STRINGS: Shape = { list: 'string' };
const TEXTS: Shape = { map: 'string' };
const AMOUNTS: Shape = { map: 'quantity' };

const RESOURCES: Shape = { fields: { requests: AMOUNTS, limits: AMOUNTS, claims: { list: { fields: { name: 'string' } } } } };

const METADATA: Shape = { fields: { name: 'string', generateName: 'string', namespace: 'string', labels: TEXTS, annotations: TEXTS } };

const SELECTOR: Shape = {
  fields: {
    matchLabels: TEXTS,
    matchExpressions: { list: { fields: { key: 'string', operator: 'string', values: STRINGS } } },
  },
};

const HANDLER: Record<string, Shape> = {
  exec: { fields: { command: STRINGS } },
  httpGet: {
    fields: {
      path: 'string', port: 'integer or string', host: 'string', scheme: 'string',
      httpHeaders: { list: { fields: { name: 'string', value: 'string' } } },
    },
  },
  tcpSocket: { fields: { port: 'integer or string', host: 'string' } },
};

const PROBE: Shape = {
  fields: {
    ...HANDLER,
    grpc: { fields: { port: 'integer', service: 'string' } },
    initialDelaySeconds: 'integer', periodSeconds: 'integer', timeoutSeconds: 'integer', failureThreshold: 'integer',
    successThreshold: 'integer', terminationGracePeriodSeconds: 'integer',
  },
};

const HOOK: Shape = { fields: { ...HANDLER, sleep: { fields: { seconds: 'integer' } } } };

const OPTIONAL_NAME: Shape = { fields: { name: 'string', optional: 'boolean' } };
const KEY_OF: Shape = { fields: { name: 'string', key: 'string', optional: 'boolean' } };
const FIELD: Shape = { fields: { apiVersion: 'string', fieldPath: 'string' } };
const RESOURCE_FIELD: Shape = { fields: { containerName: 'string', resource: 'string', divisor: 'quantity' } };

const ENV: Shape = {
  list: {
    fields: {
      name: 'string', value: 'string',
      valueFrom: {
        fields: {
          fieldRef: FIELD, resourceFieldRef: RESOURCE_FIELD, configMapKeyRef: KEY_OF, secretKeyRef: KEY_OF,
          fileKeyRef: { fields: { volumeName: 'string', path: 'string', key: 'string', optional: 'boolean' } },
        },
      },
    },
  },
};

const PROFILE: Shape = { fields: { type: 'string', localhostProfile: 'string' } };
const COMMON_SECURITY: Record<string, Shape> = {
  runAsUser: 'integer', runAsGroup: 'integer', runAsNonRoot: 'boolean', seccompProfile: PROFILE, appArmorProfile: PROFILE,
  seLinuxOptions: { fields: { level: 'string', role: 'string', type: 'string', user: 'string' } },
  windowsOptions: { fields: { hostProcess: 'boolean' } },
};

const CONTAINER: Shape = {
  fields: {
    name: 'string', image: 'string', command: STRINGS, args: STRINGS, env: ENV,
    envFrom: { list: { fields: { prefix: 'string', configMapRef: OPTIONAL_NAME, secretRef: OPTIONAL_NAME } } },
    ports: { list: { fields: { name: 'string', containerPort: 'integer', hostPort: 'integer', hostIP: 'string', protocol: 'string' } } },
    resources: RESOURCES,
    volumeMounts: {
      list: {
        fields: {
          name: 'string', mountPath: 'string', readOnly: 'boolean', subPath: 'string', subPathExpr: 'string', mountPropagation: 'string',
          recursiveReadOnly: 'string',
        },
      },
    },
    volumeDevices: { list: { fields: { name: 'string', devicePath: 'string' } } },
    securityContext: {
      fields: {
        ...COMMON_SECURITY,
        capabilities: { fields: { add: STRINGS, drop: STRINGS } },
        privileged: 'boolean', allowPrivilegeEscalation: 'boolean', readOnlyRootFilesystem: 'boolean', procMount: 'string',
      },
    },
    startupProbe: PROBE, readinessProbe: PROBE, livenessProbe: PROBE,
    lifecycle: { fields: { postStart: HOOK, preStop: HOOK, stopSignal: 'string' } },
    restartPolicy: 'string', restartPolicyRules: { list: { fields: {} } }, imagePullPolicy: 'string', workingDir: 'string',
    terminationMessagePolicy: 'string', terminationMessagePath: 'string', stdin: 'boolean', tty: 'boolean',
  },
};

const ITEMS: Shape = { list: { fields: { key: 'string', path: 'string', mode: 'integer' } } };
const FILES: Shape = { list: { fields: { path: 'string', mode: 'integer', fieldRef: FIELD, resourceFieldRef: RESOURCE_FIELD } } };

const VOLUME: Shape = {
  fields: {
    name: 'string',
    emptyDir: { fields: { medium: 'string', sizeLimit: 'quantity' } },
    hostPath: { fields: { path: 'string', type: 'string' } },
    configMap: { fields: { name: 'string', optional: 'boolean', defaultMode: 'integer', items: ITEMS } },
    secret: { fields: { secretName: 'string', optional: 'boolean', defaultMode: 'integer', items: ITEMS } },
    downwardAPI: { fields: { defaultMode: 'integer', items: FILES } },
    persistentVolumeClaim: { fields: { claimName: 'string', readOnly: 'boolean' } },
    nfs: { fields: { server: 'string', path: 'string', readOnly: 'boolean' } },
    csi: { fields: { driver: 'string', readOnly: 'boolean', volumeAttributes: TEXTS } },
    image: { fields: { reference: 'string', pullPolicy: 'string' } },
    ephemeral: { fields: {} },
    projected: {
      fields: {
        defaultMode: 'integer',
        sources: {
          list: {
            fields: {
              configMap: { fields: { name: 'string', optional: 'boolean', items: ITEMS } },
              secret: { fields: { name: 'string', optional: 'boolean', items: ITEMS } },
              downwardAPI: { fields: { items: FILES } },
              serviceAccountToken: { fields: { path: 'string', audience: 'string', expirationSeconds: 'integer' } },
            },
          },
        },
      },
    },
  },
};

const POD_SPEC: Shape = {
  fields: {
    containers: { list: CONTAINER }, initContainers: { list: CONTAINER }, ephemeralContainers: { list: CONTAINER },
    volumes: { list: VOLUME }, restartPolicy: 'string', terminationGracePeriodSeconds: 'integer', activeDeadlineSeconds: 'integer',
    shareProcessNamespace: 'boolean', hostNetwork: 'boolean', hostPID: 'boolean', hostIPC: 'boolean', hostUsers: 'boolean',
    serviceAccountName: 'string', automountServiceAccountToken: 'boolean', overhead: AMOUNTS, resources: RESOURCES,
    os: { fields: { name: 'string' } }, nodeSelector: TEXTS,
    securityContext: {
      fields: {
        ...COMMON_SECURITY,
        fsGroup: 'integer', fsGroupChangePolicy: 'string', supplementalGroups: { list: 'integer' },
        sysctls: { list: { fields: { name: 'string', value: 'string' } } },
      },
    },
  },
};

const TEMPLATE: Shape = { fields: { metadata: METADATA, spec: POD_SPEC } };

const JOB_SPEC: Shape = {
  fields: {
    template: TEMPLATE, backoffLimit: 'integer', selector: SELECTOR,
    podFailurePolicy: {
      fields: {
        rules: {
          list: { fields: { action: 'string', onExitCodes: { fields: { containerName: 'string', operator: 'string', values: { list: 'integer' } } } } },
        },
      },
    },
  },
};

const LASTING: Shape = {
  fields: {
    metadata: METADATA,
    spec: { fields: { replicas: 'integer', selector: SELECTOR, template: TEMPLATE, volumeClaimTemplates: { list: { fields: { metadata: METADATA } } } } },
  },
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
