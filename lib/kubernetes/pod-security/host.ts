/**
 * Nothing of the host: check_hostNamespaces.go, check_hostPathVolumes.go, check_hostPorts.go and
 * check_hostProbesAndhostLifecycle.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { CheckPod, Culprits, joinQuote, places, pluralize, PodSecurityCheck, sorted } from './check';

const hostNamespaces: CheckPod = (spec) => {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  return shared.length === 0 ? undefined : {
    reason: 'host namespaces',
    detail: shared.map((field) => `${field}=true`).join(', '),
    containers: [],
    paths: shared.map((field) => `spec.${field}`),
  };
};

const hostPathVolumes: CheckPod = (spec) => {
  const bad = (spec.volumes ?? []).map((volume, i) => ({ volume, i })).filter(({ volume }) => volume.hostPath != null);
  const names = bad.map(({ volume }) => volume.name);
  return bad.length === 0 ? undefined : {
    reason: 'hostPath volumes',
    detail: `${pluralize('volume', 'volumes', names.length)} ${joinQuote(names)}`,
    containers: [],
    paths: bad.map(({ i }) => `spec.volumes[${i}].hostPath`),
  };
};

const hostPorts: CheckPod = (spec) => {
  const bad = new Culprits();
  const ports: string[] = [];
  for (const place of places(spec)) {
    const fields: string[] = [];
    for (const [i, port] of (place.container.ports ?? []).entries()) {
      // Defaulting gives every port of a Pod on the host's network that same host port, but for ephemeral containers:
      // https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/v1/defaults.go (defaultHostNetworkPorts)
      const defaulted = spec.hostNetwork === true && !place.path.startsWith('spec.ephemeral') ? port.containerPort : 0;
      const hostPort = port.hostPort || defaulted;
      if (hostPort) {
        ports.push(String(hostPort));
        fields.push(`ports[${i}].hostPort`);
      }
    }
    if (fields.length > 0) {
      bad.add(place, ...fields);
    }
  }
  const distinct = sorted(ports);
  return !bad.any ? undefined : {
    reason: 'hostPort',
    detail: `${bad} ${pluralize('uses', 'use', bad.names.length)} ${pluralize('hostPort', 'hostPorts', distinct.length)} ${distinct.join(', ')}`,
    containers: bad.names,
    paths: bad.paths,
  };
};

/** A probe that goes to another host makes the kubelet send requests there (KEP-4940). */
const hostProbes: CheckPod = (spec) => {
  const bad = new Culprits();
  const hosts: string[] = [];
  const handlers = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop'];
  for (const place of places(spec)) {
    const fields: string[] = [];
    for (const field of handlers) {
      const handler = field.split('.').reduce<any>((value, key) => value?.[key], place.container);
      for (const action of ['httpGet', 'tcpSocket']) {
        if (handler?.[action]?.host) {
          hosts.push(handler[action].host);
          fields.push(`${field}.${action}.host`);
        }
      }
    }
    if (fields.length > 0) {
      bad.add(place, ...fields);
    }
  }
  const names = sorted(bad.names);
  const distinct = sorted(hosts);
  return names.length === 0 ? undefined : {
    reason: 'probe or lifecycle host',
    detail: `${pluralize('container', 'containers', names.length)} ${joinQuote(names)} ${pluralize('uses', 'use', names.length)} `
      + `${pluralize('probe or lifecycle host', 'probe or lifecycle hosts', distinct.length)} ${joinQuote(distinct)}`,
    containers: names,
    paths: bad.paths,
  };
};

export const HOST_CHECKS: readonly PodSecurityCheck[] = [
  { id: 'hostNamespaces', level: 'baseline', versions: [{ since: 0, check: hostNamespaces }] },
  { id: 'hostPathVolumes', level: 'baseline', versions: [{ since: 0, check: hostPathVolumes }] },
  { id: 'hostPorts', level: 'baseline', versions: [{ since: 0, check: hostPorts }] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', versions: [{ since: 34, check: hostProbes }] },
];
