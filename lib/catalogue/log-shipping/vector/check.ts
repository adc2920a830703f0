/** Vector refuses what it does not know; checked here is what it would start with and do wrong, or not start for. */
import { Config } from '../merge';
import { VECTOR } from './product';

const MIN_DISK_BUFFER = Number(VECTOR.leastBuffer);

export function checkVector(config: Config, healthPort: number): void {
  const fixed = (path: string, value: unknown, expected: unknown, why: string) => {
    if (value !== expected) throw new Error(`${path}: ${JSON.stringify(value)} ${why}: leave ${JSON.stringify(expected)}`);
  };
  fixed('data_dir', config.data_dir, VECTOR.stateDirectory, 'is not the state volume, the only place that can be written to');
  fixed('api.enabled', config.api?.enabled, true, 'leaves the probes without an answer');
  fixed('api.address', config.api?.address, `0.0.0.0:${healthPort}`, 'is not where the kubelet\'s probes ask');
  const ids = [...Object.keys(config.sources ?? {}), ...Object.keys(config.transforms ?? {})];
  for (const kind of ['sources', 'transforms', 'sinks']) {
    for (const [id, c] of Object.entries<Config>(config[kind] ?? {})) {
      const path = `${kind}.${id}`;
      if (typeof c.type !== 'string') throw new Error(`${path}.type: ${JSON.stringify(c.type)} is not a type: name one`);
      if (kind !== 'sources') checkInputs(path, c.inputs, ids);
      if (kind === 'sinks') checkBuffer(path, c.buffer);
    }
  }
  checkSecretsDeclared(config);
}

function checkInputs(path: string, inputs: unknown, ids: string[]): void {
  if (!Array.isArray(inputs) || inputs.length === 0) throw new Error(`${path}.inputs: ${JSON.stringify(inputs)} names no input, so that no record gets there: name one of ${ids.join(', ')}`);
  for (const input of inputs) {
    if (!String(input).includes('*') && !ids.includes(String(input).split('.')[0])) {
      throw new Error(`${path}.inputs: "${input}" is neither a source nor a transform: use one of ${ids.join(', ')}`);
    }
  }
}

function checkBuffer(path: string, buffer: Config | undefined): void {
  if (buffer?.type === 'disk' && !(Number(buffer.max_size) >= MIN_DISK_BUFFER)) {
    throw new Error(`${path}.buffer.max_size: ${buffer.max_size} is below the ${MIN_DISK_BUFFER} bytes that a disk buffer takes at least: make it larger, or the type "memory"`);
  }
}

/** A placeholder whose backend is missing keeps Vector from starting. */
function checkSecretsDeclared(config: Config): void {
  for (const [, backend] of JSON.stringify(config).matchAll(/SECRET\[([\w-]+)\./g)) {
    if (!config.secret?.[backend]) throw new Error(`secret.${backend}: is referred to and not declared: declare it, or correct the name`);
  }
}
