/** What holds for every proxy that the constructor takes. */
import * as fc from 'fast-check';
import { anyProps, CASES } from './cases';
import { bootstrapOf, chart, envoy, files, pod } from './pod';
import { EnvoyProxySidecar, EnvoyProxySidecarProps } from '../../../lib/catalogue/proxy';
import { boundPorts, checkBootstrap } from '../../../lib/catalogue/proxy/config/check';
import { members } from '../../../lib/catalogue/proxy/config/walk';
import { SidecarForm } from '../../../lib/sidecar';

function holds(props: EnvoyProxySidecarProps): void {
  const sidecar = new EnvoyProxySidecar(chart(), 'proxy', props);
  const contribution = sidecar.contribute(pod({}, { probePaths: ['/healthz'] }));
  const container = envoy(contribution);
  const generated = files(contribution);
  const config = bootstrapOf(contribution);
  const all = members(config);

  // It passes its own checks, and is what was meant: neither nulls nor anchors.
  expect(checkBootstrap(config)).toEqual([]);
  expect(generated['envoy.yaml']).not.toMatch(/: [&*]\w|: null$/m);
  // Every file that it names is generated or mounted.
  const named = all.filter((m) => (m.key === 'path' && m.path.includes('path_config_source')) || m.key === 'filename').map((m) => m.value as string);
  const inSecrets = Object.entries(generated).filter(([f]) => f !== 'envoy.yaml').flatMap(([, text]) => members(JSON.parse(text))).filter((m) => m.key === 'filename').map((m) => m.value);
  for (const file of [...named, ...inSecrets]) {
    const directory = file.slice(0, file.lastIndexOf('/'));
    const mount = container.mounts!.find((m) => m.path === directory);
    expect([file, !!mount || directory === '/etc/ssl/certs']).toEqual([file, true]);
    if (directory === '/etc/envoy') expect(Object.keys(generated)).toContain(file.slice(directory.length + 1));
  }
  for (const key of Object.keys(generated)) expect(key).toMatch(/^[-._a-zA-Z0-9]+$/);
  // Every port is said to the engine, once; administration is on loopback.
  const bound = boundPorts(config);
  expect(new Set([...bound.pod, ...bound.loopback]).size).toBe(bound.pod.length + bound.loopback.length);
  expect(container.loopbackPorts).toEqual(bound.loopback);
  expect(Object.values(container.ports!)).toEqual(expect.arrayContaining(bound.pod));
  for (const name of Object.keys(container.ports!)) expect(name).toMatch(/^(?=.*[a-z])[a-z0-9-]{1,15}$/);
  expect(config.admin.address.socket_address.address).toBe('127.0.0.1');
  // Files of Secrets are readable.
  if (container.mounts!.length > 1) expect(contribution.fsGroup).toBe(container.group);
  // One sidecar is the same for each workload, but for its name.
  expect(files(sidecar.contribute(pod({ workloadName: 'other', attachment: 'x' }, { probePaths: ['/healthz'] })))).toEqual(generated);
  expect(() => sidecar.contribute(pod({ form: SidecarForm.CLASSIC, targetVersion: '1.27' }))).not.toThrow();
}

test.each(Object.entries(CASES))('%s', (_, props) => holds(props));

test('whatever the constructor takes', () => fc.assert(fc.property(anyProps, holds), { numRuns: 40 }));
