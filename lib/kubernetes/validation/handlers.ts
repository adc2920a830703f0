/**
 * Probes and lifecycle hooks (validateProbe, validateLifecycle, validateHandler in
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/pkg/apis/core/validation/validation.go).
 */
import { checkPortName } from '../names';
import { Container } from '../types';
import { Issues, outside } from './issues';
import { ValidationRules } from './rules';

/** The three probes and the hooks of a main or a sidecar. */
export function validateHandlers(container: Container, path: string, graceSeconds: number, rules: ValidationRules, issues: Issues): void {
  for (const hook of ['postStart', 'preStop']) {
    const handler = container.lifecycle?.[hook];
    if (handler != null) {
      validateHandler(handler, ['exec', 'httpGet', 'tcpSocket', ...rules.sleep ? ['sleep'] : []], `${path}.lifecycle.${hook}`, graceSeconds, rules, issues);
    }
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const probe = container[name];
    if (probe != null) {
      validateProbe(name, probe, `${path}.${name}`, graceSeconds, rules, issues);
    }
  }
}

function validateProbe(name: string, probe: any, path: string, graceSeconds: number, rules: ValidationRules, issues: Issues): void {
  validateHandler(probe, ['exec', 'httpGet', 'tcpSocket', 'grpc'], path, graceSeconds, rules, issues);
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']) {
    if (probe[field] < 0) {
      issues.invalid(`${path}.${field}`, probe[field], 'must be greater than or equal to 0');
    }
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace != null && grace <= 0) {
    issues.invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0');
  }
  if (name === 'readinessProbe') {
    if (grace != null) {
      issues.invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes');
    }
  } else if ((probe.successThreshold || 1) !== 1) {
    // 0 is the default, which is 1.
    issues.invalid(`${path}.successThreshold`, probe.successThreshold, 'must be 1');
  }
}

function validateHandler(handler: any, kinds: readonly string[], path: string, graceSeconds: number, rules: ValidationRules, issues: Issues): void {
  const given = kinds.filter((kind) => handler[kind] != null);
  if (given.length === 0) {
    issues.required(path, 'must specify a handler type');
    return;
  }
  for (const second of given.slice(1)) {
    issues.forbidden(`${path}.${second}`, 'may not specify more than 1 handler type');
  }
  const [kind] = given;
  const action = handler[kind];
  const at = `${path}.${kind}`;
  switch (kind) {
    case 'exec':
      if (!action.command?.length) {
        issues.required(`${at}.command`);
      }
      break;
    case 'httpGet':
      validateHttpGet(action, at, issues);
      break;
    case 'sleep':
      validateSleep(action.seconds ?? 0, at, graceSeconds, rules, issues);
      break;
    case 'grpc':
      issues.check(`${at}.port`, action.port ?? 0, outside(action.port ?? 0, 1, 65535));
      break;
    default:
      validatePort(action.port, `${at}.port`, issues);
  }
}

function validateHttpGet(action: any, path: string, issues: Issues): void {
  validatePort(action.port, `${path}.port`, issues);
  if (!['HTTP', 'HTTPS'].includes(action.scheme || 'HTTP')) {
    issues.notSupported(`${path}.scheme`, action.scheme, ['HTTP', 'HTTPS']);
  }
  for (const header of action.httpHeaders ?? []) {
    if (!/^[-A-Za-z0-9]+$/.test(header.name ?? '')) {
      issues.invalid(`${path}.httpHeaders`, header.name ?? '', "a valid HTTP header must consist of alphanumeric characters or '-'");
    }
  }
}

/** A text is a port's name even if it consists of digits: "8080" is refused (ValidatePortNumOrName). */
function validatePort(port: unknown, path: string, issues: Issues): void {
  if (typeof port === 'string') {
    issues.check(path, port, checkPortName(port));
  } else {
    issues.check(path, port ?? 0, outside(Number(port ?? 0), 1, 65535));
  }
}

function validateSleep(seconds: number, path: string, graceSeconds: number, rules: ValidationRules, issues: Issues): void {
  if (seconds > graceSeconds || seconds < (rules.sleepZero ? 0 : 1)) {
    issues.invalid(path, seconds, rules.sleepZero
      ? `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`
      : `must be greater than 0 and less than terminationGracePeriodSeconds (${graceSeconds})`);
  }
}
