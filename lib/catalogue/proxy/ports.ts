import { ENVOY } from './envoy';
import { Upstream } from './upstream';
import { refuse } from '../common/arguments';

/** Ports of the proxy, each taken once. */
export class Ports {
  private readonly taken = new Map<number, string>();

  public take(port: number, by: string): number {
    const other = this.taken.get(port);
    if (other) refuse(by, port, `is taken by ${other}`, 'give another port');
    this.taken.set(port, by);
    return port;
  }

  /** Each upstream's port on loopback: its own, or the next free one. */
  public takeForUpstreams(upstreams: Upstream[]): Array<{ upstream: Upstream; port: number }> {
    for (const upstream of upstreams) {
      if (upstream._localPort !== undefined) this.take(upstream._localPort, `upstreams.${upstream.name}.localPort`);
    }
    let next: number = ENVOY.ports.firstUpstream;
    return upstreams.map((upstream) => {
      if (upstream._localPort !== undefined) return { upstream, port: upstream._localPort };
      while (this.taken.has(next)) next++;
      return { upstream, port: this.take(next, `upstreams.${upstream.name}`) };
    });
  }
}

/** One name is one upstream: the same object may be used in several places, two of one name are two different things. */
export function requireUniqueNames(listed: Upstream[], used: Array<Upstream | undefined>): void {
  const byName = new Map<string, Upstream>();
  for (const upstream of listed) {
    if (byName.has(upstream.name)) refuse('upstreams', upstream.name, 'is the name of two upstreams', 'give each its own');
    byName.set(upstream.name, upstream);
  }
  const variables = new Map<string, string>();
  for (const { name, _envName } of listed) {
    const other = variables.get(_envName);
    if (other) refuse(`upstreams.${name}.envName`, _envName, `is the variable of upstream ${other} too`, 'give each its own');
    variables.set(_envName, name);
  }
  for (const upstream of used) {
    if (!upstream) continue;
    const other = byName.get(upstream.name);
    if (other && other !== upstream) refuse('upstreams', upstream.name, 'is the name of two upstreams', 'give each its own, or use the same object in both places');
    byName.set(upstream.name, upstream);
  }
}
