/** Which ports a shipper binds: two of them on one Pod share its network. */
import { LogProduct } from './engine';
import { RPC_PORT } from './fluentd/product';
import { LogPipelineProps } from './log-pipeline-props';
import { PortsData } from './pipeline';
import { requirePort } from '../../sidecar/arguments';

/** Not the port of any reloader of configuration sync or identity, which may be on the same Pod. */
export const RELOADER_PORT = 9537;

const NAMES = ['metricsPort', 'healthPort', 'rpcPort', 'reloaderPort'] as const;

/** @throws for a number that is no port, one that needs a capability, one that is given twice, and one that nothing binds */
export function shipperPorts(props: LogPipelineProps, product: LogProduct): PortsData {
  for (const name of NAMES) {
    const port = props[name];
    if (port === undefined) continue;
    requirePort(name, port);
    if (port < 1024) throw new Error(`${name}: ${port} needs a capability: give a port from 1024 on`);
  }
  const one = product.healthPort === product.metricsPort;
  if (one && props.healthPort !== undefined && props.healthPort !== (props.metricsPort ?? product.metricsPort)) {
    throw new Error(`healthPort: ${props.healthPort} is not the port of the metrics, and ${product.name} serves both on one port: give metricsPort alone`);
  }
  const metrics = props.metricsPort ?? product.metricsPort;
  const ports: PortsData = {
    metrics,
    health: one ? metrics : props.healthPort ?? product.healthPort,
    rpc: props.rpcPort ?? RPC_PORT,
    reloader: props.reloaderPort ?? RELOADER_PORT,
  };
  const numbers = [ports.metrics, ...(one ? [] : [ports.health]), ports.rpc, ports.reloader];
  const twice = numbers.find((port, i) => numbers.indexOf(port) !== i);
  if (twice !== undefined) throw new Error(`metricsPort: ${twice} would be bound twice by one shipper: give metricsPort, healthPort, rpcPort and reloaderPort numbers of their own`);
  return ports;
}
