import { goldenLines } from './golden-lines';
import { evaluatePodSecurity, podSecurityLevel } from '../../lib/kubernetes/pod-security';
import { PodTemplate } from '../../lib/kubernetes/types';
import { compareVerdicts } from '../oracle/compare-verdicts';

const restricted = {
  allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' },
};
const container = (name: string, securityContext: any = restricted, more: any = {}) => ({ name, image: 'x:1', securityContext, ...more });
const pod = (spec: any, metadata: any = {}): PodTemplate => ({ metadata, spec: { containers: [container('app')], ...spec } });
const reasons = (template: PodTemplate, level: 'baseline' | 'restricted', version = 'latest') =>
  evaluatePodSecurity(template, level, version).map(({ reason }) => reason);

describe('as Kubernetes judges', () => {
  test.each(['fixed-open.jsonl', 'verdicts.jsonl'])('%s: reasons and details, at latest and at 1.28', (file) => {
    const lines = goldenLines(file);
    expect(lines.length).toBeGreaterThan(150);
    expect(lines.flatMap((line) => compareVerdicts(line).mismatches.filter(({ what }) => what.startsWith('psa')))).toEqual([]);
  });

  test('cases.jsonl: the worked ones', () => {
    for (const { id, pod: template, expect: { psa } } of goldenLines('cases.jsonl').filter((line) => line.expect.psa)) {
      for (const [level, byVersion] of Object.entries<any>(psa)) {
        for (const [version, { allowed, reasons: text }] of Object.entries<any>(byVersion)) {
          const found = reasons(template, level as 'baseline' | 'restricted', version);
          expect([id, level, version, found.length === 0]).toEqual([id, level, version, allowed]);
          if (text) {
            expect(`[${found.join(' ')}]`).toBe(text);
          }
        }
      }
    }
  });
});

describe('who and where', () => {
  test('containers, paths and upstream\'s words', () => {
    const template = pod({ initContainers: [container('init', {}), { ...container('proxy', { privileged: true }), restartPolicy: 'Always' }] });
    expect(evaluatePodSecurity(template, 'baseline')).toEqual([{
      check: 'privileged',
      reason: 'privileged',
      detail: 'container "proxy" must not set securityContext.privileged=true',
      containers: ['proxy'],
      paths: ['spec.initContainers[1].securityContext.privileged'],
    }]);
    expect(evaluatePodSecurity(template, 'restricted').find(({ check }) => check === 'runAsNonRoot')).toMatchObject({
      detail: 'pod or containers "init", "proxy" must set securityContext.runAsNonRoot=true',
      paths: ['spec.initContainers[0].securityContext.runAsNonRoot', 'spec.initContainers[1].securityContext.runAsNonRoot'],
    });
  });

  test('baseline first, then restricted, each by name, as upstream reports them', () => {
    const template = pod({ hostNetwork: true, containers: [container('a', { privileged: true }, { ports: [{ containerPort: 80 }] })] });
    expect(evaluatePodSecurity(template, 'restricted').map(({ check }) => check)).toEqual([
      'hostNamespaces', 'hostPorts', 'privileged',
      'allowPrivilegeEscalation', 'capabilities_restricted', 'runAsNonRoot', 'seccompProfile_restricted',
    ]);
  });

  test('privileged forbids nothing; the level of a Pod is the strictest that it passes', () => {
    const template = pod({ hostPID: true });
    expect(evaluatePodSecurity(template, 'privileged')).toEqual([]);
    expect(podSecurityLevel(template)).toBe('privileged');
    expect(podSecurityLevel(pod({ containers: [container('a', {})] }))).toBe('baseline');
    expect(podSecurityLevel(pod({}))).toBe('restricted');
  });

  test('an unknown version is refused', () => {
    expect(() => evaluatePodSecurity(pod({}), 'baseline', 'newest')).toThrow('podSecurityVersion: "newest" is no Kubernetes version');
  });
});

/** Where a check changes its mind: the release before, and the one from which on. */
describe('by version', () => {
  const sysctl = (name: string) => pod({ securityContext: { sysctls: [{ name, value: '1' }] } });
  const userNamespace = (context: any) => pod({ hostUsers: false, containers: [container('a', { ...restricted, ...context })] });
  test.each<[string, PodTemplate, 'baseline' | 'restricted', string, string[], string, string[]]>([
    ['probe host', pod({ containers: [container('a', restricted, { livenessProbe: { httpGet: { host: 'h', port: 1 } } })] }), 'baseline',
      '1.33', [], '1.34', ['probe or lifecycle host']],
    ['hook host', pod({ containers: [container('a', restricted, { lifecycle: { preStop: { tcpSocket: { host: 'h', port: 1 } } } })] }), 'baseline',
      '1.33', [], '1.34', ['probe or lifecycle host']],
    ['reserved ports', sysctl('net.ipv4.ip_local_reserved_ports'), 'baseline', '1.26', ['forbidden sysctls'], '1.27', []],
    ['keepalive', sysctl('net.ipv4.tcp_keepalive_time'), 'baseline', '1.28', ['forbidden sysctls'], '1.29', []],
    ['tcp_rmem', sysctl('net.ipv4.tcp_rmem'), 'baseline', '1.31', ['forbidden sysctls'], '1.32', []],
    ['SELinux engine type', pod({ securityContext: { seLinuxOptions: { type: 'container_engine_t' } } }), 'baseline', '1.30', ['seLinuxOptions'], '1.31', []],
    ['procMount in a user namespace, baseline', userNamespace({ procMount: 'Unmasked' }), 'baseline', '1.34', ['procMount'], '1.35', []],
    ['procMount in a user namespace, restricted', userNamespace({ procMount: 'Unmasked' }), 'restricted', '1.34', ['procMount'], '1.35', ['procMount']],
    ['root in a user namespace', userNamespace({ runAsUser: 0, runAsNonRoot: false }), 'restricted', '1.34', ['runAsNonRoot != true', 'runAsUser=0'], '1.35', []],
    ['windows', pod({ os: { name: 'windows' }, containers: [container('a', { runAsNonRoot: true })] }), 'restricted',
      '1.24', ['allowPrivilegeEscalation != false', 'unrestricted capabilities', 'seccompProfile'], '1.25', []],
    ['runAsUser', pod({ containers: [container('a', { ...restricted, runAsUser: 0 })] }), 'restricted', '1.22', [], '1.23', ['runAsUser=0']],
    ['capabilities', pod({ containers: [container('a', { ...restricted, capabilities: { add: ['CHOWN'], drop: ['ALL'] } })] }), 'restricted',
      '1.21', [], '1.22', ['unrestricted capabilities']],
  ])('%s', (_, template, level, before, objections, since, later) => {
    expect(reasons(template, level, before)).toEqual(objections);
    expect(reasons(template, level, since)).toEqual(later);
  });

  test('newer than known is as the newest known', () => {
    const template = pod({ containers: [container('a', {}, { livenessProbe: { httpGet: { host: 'h', port: 1 } } })] });
    expect(evaluatePodSecurity(template, 'restricted', '1.99')).toEqual(evaluatePodSecurity(template, 'restricted', 'latest'));
  });
});

describe('every check once', () => {
  test.each<[string, any, 'baseline' | 'restricted', string]>([
    ['hostPath', { volumes: [{ name: 'v', hostPath: { path: '/' } }] }, 'baseline', 'hostPath volumes: volume "v"'],
    ['hostPort', { containers: [container('a', restricted, { ports: [{ containerPort: 1, hostPort: 81 }, { containerPort: 2, hostPort: 80 }] })] }, 'baseline',
      'hostPort: container "a" uses hostPorts 80, 81'],
    ['capabilities', { containers: [container('a', { capabilities: { add: ['NET_RAW', 'BPF'] } })] }, 'baseline',
      'non-default capabilities: container "a" must not include "BPF", "NET_RAW" in securityContext.capabilities.add'],
    ['seccomp', { securityContext: { seccompProfile: { type: 'Unconfined' } }, containers: [container('a', {})] }, 'baseline',
      'seccompProfile: pod must not set securityContext.seccompProfile.type to "Unconfined"'],
    ['hostProcess', { securityContext: { windowsOptions: { hostProcess: true } } }, 'baseline',
      'hostProcess: pod must not set securityContext.windowsOptions.hostProcess=true'],
    ['AppArmor', { containers: [container('a', { appArmorProfile: { type: 'Unconfined' } })] }, 'baseline',
      'forbidden AppArmor profile: container "a" must not set AppArmor profile type to "Unconfined"'],
    ['SELinux', { containers: [container('a', { seLinuxOptions: { type: 'spc_t', user: 'u', role: 'r' } })] }, 'baseline',
      'seLinuxOptions: container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set'],
    ['volume types', { volumes: [{ name: 'a', nfs: {} }, { name: 'b', hostPath: {} }, { name: 'c', futureVolume: {} }, { name: 'd' }, { name: 'e', emptyDir: {} }] }, 'restricted',
      'restricted volume types: volumes "a", "b", "c" use restricted volume types "hostPath", "nfs", "unknown"'],
    ['Localhost is fine', { containers: [container('a', { ...restricted, seccompProfile: { type: 'Localhost', localhostProfile: 'p' } })] }, 'restricted', ''],
  ])('%s', (_, spec, level, text) => {
    expect(evaluatePodSecurity(pod(spec), level).map(({ reason, detail }) => `${reason}: ${detail}`).join('\n')).toBe(text);
  });

  test('AppArmor annotations', () => {
    const prefix = 'container.apparmor.security.beta.kubernetes.io/';
    const annotations = { [`${prefix}a`]: 'unconfined', [`${prefix}b`]: 'localhost/p', [`${prefix}c`]: 'runtime/default', [`${prefix}d`]: '' };
    expect(evaluatePodSecurity(pod({}, { annotations }), 'baseline')).toMatchObject([{
      detail: `annotation must not set AppArmor profile type to "${prefix}a="unconfined""`,
      paths: [`metadata.annotations[${prefix}a]`],
    }]);
  });

  test('ephemeral containers count as well', () => {
    expect(reasons(pod({ ephemeralContainers: [container('debug', { privileged: true })] }), 'baseline')).toEqual(['privileged']);
  });
});
