import { refuse, wholeMillis } from './checks';
import { MeshRoute } from './mesh-props';
import { checkLabel, checkServiceName } from '../../kubernetes/names';

/** What both meshes check of a route. */
export function checkRoute(at: string, route: MeshRoute, all: readonly MeshRoute[]): void {
  const broken = checkServiceName(route.service);
  if (broken) refuse(`${at}.service`, route.service, 'is not the name of a Service', `it ${broken}`);
  const brokenSpace = route.inNamespace === undefined ? undefined : checkLabel(route.inNamespace);
  if (brokenSpace) refuse(`${at}.inNamespace`, route.inNamespace, 'is not the name of a namespace', `it ${brokenSpace}`);
  if (all.some((r) => r !== route && key(r) === key(route))) refuse(`${at}.service`, route.service, 'has two routes', 'say everything in one');
  const timeout = route.timeout && wholeMillis(`${at}.timeout`, route.timeout);
  const { retries } = route;
  if (!retries) return;
  if (!Number.isInteger(retries.attempts) || retries.attempts < 1 || retries.attempts > 65535) {
    refuse(`${at}.retries.attempts`, retries.attempts, 'is not a number of retries', 'give a whole number from 1 on, or leave `retries` out');
  }
  if (retries.on.length === 0) refuse(`${at}.retries.on`, '[]', 'is empty, so that nothing is tried again', 'name what is to be tried again');
  const perTry = retries.perTryTimeout && wholeMillis(`${at}.retries.perTryTimeout`, retries.perTryTimeout);
  if (perTry !== undefined && timeout !== undefined && perTry > timeout) {
    refuse(`${at}.retries.perTryTimeout`, `${perTry} ms`, `is longer than the whole request's ${timeout} ms`, 'give a shorter one');
  }
}

function key(route: MeshRoute): string {
  return [route.inNamespace, route.service, (route as { port?: number }).port].join('/');
}
