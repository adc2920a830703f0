/**
 * Only sysctls that stay inside the Pod: check_sysctls.go in
 * https://github.com/kubernetes/kubernetes/tree/v1.36.4/staging/src/k8s.io/pod-security-admission/policy
 */
import { CheckPod, PodSecurityCheck } from './check';

const SINCE_0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SINCE_27 = [...SINCE_0, 'net.ipv4.ip_local_reserved_ports'];
const SINCE_29 = [
  ...SINCE_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SINCE_32 = [...SINCE_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

function sysctls(allowed: readonly string[]): CheckPod {
  return (spec) => {
    const list: { name?: string }[] = spec.securityContext?.sysctls ?? [];
    const bad = list.map(({ name = '' }, i) => ({ name, i })).filter(({ name }) => !allowed.includes(name));
    return bad.length === 0 ? undefined : {
      reason: 'forbidden sysctls',
      detail: bad.map(({ name }) => name).join(', '),
      containers: [],
      paths: bad.map(({ i }) => `spec.securityContext.sysctls[${i}].name`),
    };
  };
}

export const SYSCTL_CHECKS: readonly PodSecurityCheck[] = [{
  id: 'sysctls',
  level: 'baseline',
  versions: [
    { since: 0, check: sysctls(SINCE_0) },
    { since: 27, check: sysctls(SINCE_27) },
    { since: 29, check: sysctls(SINCE_29) },
    { since: 32, check: sysctls(SINCE_32) },
  ],
}];
