/** The types of what an author's `contribute` returns, and of what the user says when they attach it. */
import { SHARED_VOLUME, SIDECAR_RESOURCES, ValueShape } from './value-shape';

const TEXTS: ValueShape = { list: 'text' };
const DEPENDENCIES: ValueShape = { list: { fields: { name: 'text', gate: { oneOf: ['started', 'healthy', 'completed'] } }, required: ['name'] } };
const FIELDS: ValueShape = { map: 'anything' };
const MOUNTS: ValueShape = {
  list: {
    fields: { volume: SHARED_VOLUME, path: 'text', readOnly: 'boolean', subPath: 'text' },
    required: ['volume', 'path'],
  },
};

const CONTAINER: ValueShape = {
  fields: {
    name: 'text', image: 'text', command: TEXTS, args: TEXTS, env: FIELDS, ports: { map: 'whole number' },
    loopbackPorts: { list: 'whole number' }, health: { instance: 'HealthCheck', method: '_toPart' }, resources: SIDECAR_RESOURCES, mounts: MOUNTS,
    user: 'whole number', group: 'whole number', writableRootFilesystem: 'boolean', addCapabilities: TEXTS, drainSeconds: 'anything',
    classicPreStopSeconds: 'anything', ignoresTerm: 'boolean', startAfter: DEPENDENCIES, gate: { oneOf: ['started', 'healthy', 'completed'] },
    apiAccess: 'boolean', hasShell: 'boolean', quitUrl: 'text', quitsByItself: 'text', fields: FIELDS,
  },
};

const INJECTED: ValueShape = {
  fields: {
    name: 'text', injector: 'text', setUp: 'boolean', classic: 'boolean', last: 'boolean', resources: SIDECAR_RESOURCES,
    ports: { list: 'whole number' }, user: 'whole number', drainSeconds: 'anything', podSecurity: 'text',
    guard: { fields: { onlyPorts: { list: 'whole number' }, exceptPorts: { list: 'whole number' }, refusesGrpcProbes: 'boolean' } },
  },
  required: ['name', 'injector'],
};

const PERMISSION: ValueShape = {
  fields: { apiGroups: TEXTS, resources: TEXTS, verbs: TEXTS, resourceNames: TEXTS, inNamespace: 'text' },
  required: ['apiGroups', 'resources', 'verbs'],
};

/** `SidecarContribution`. */
export const CONTRIBUTION: ValueShape = {
  fields: {
    containers: { list: CONTAINER }, setUp: { list: CONTAINER }, injected: { list: INJECTED },
    app: { fields: { env: FIELDS, mounts: MOUNTS } },
    fronts: {
      list: {
        fields: { container: 'text', port: 'whole number', appPort: 'whole number', tls: 'boolean', probePort: 'whole number', redirectPort: 'whole number' },
        required: ['container', 'port', 'appPort'],
      },
    },
    phase: { oneOf: ['configuration', 'telemetry', 'network'] },
    purpose: 'text', podLabels: { map: 'text' }, podAnnotations: { map: 'text' }, shareProcessNamespace: 'boolean', fsGroup: 'whole number',
    permissions: { list: PERMISSION }, rollOn: TEXTS,
    notes: {
      list: {
        fields: { code: 'text', severity: { oneOf: ['error', 'warning', 'info'] }, message: 'text', mend: 'text' },
        required: ['code', 'severity', 'message'],
      },
    },
    podFields: FIELDS,
  },
};

/** `AttachmentOptions`. */
export const ATTACHMENT: ValueShape = {
  fields: { name: 'text', into: TEXTS, startAfter: DEPENDENCIES, startBefore: TEXTS },
};
