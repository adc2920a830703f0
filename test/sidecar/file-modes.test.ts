import { Chart, Testing } from 'cdk8s';
import { CustomSidecar, FilesVolumeOptions, SharedVolume, WorkloadWithSidecars } from '../../lib';

const FILES = { 'run.sh': '#!/bin/sh\n', 'a.conf': 'x' };

function podOf(options: FilesVolumeOptions): any {
  const chart = new Chart(Testing.app(), 'test');
  const volume = SharedVolume.files('conf', FILES, options);
  const side = new CustomSidecar(chart, 'side', { containers: [{ name: 'side', image: 'example.com/side:1.0', user: 65532, mounts: [{ volume, path: '/etc/side', readOnly: true }] }] });
  new WorkloadWithSidecars(chart, 'web', { containers: [{ name: 'app', image: 'example.com/app:1.0' }], sidecars: [side] });
  return Testing.synth(chart).find((o: any) => o.kind === 'Deployment').spec.template.spec;
}
const configMapOf = (options: FilesVolumeOptions) => podOf(options).volumes.find((v: any) => v.name === 'conf').configMap;

test('without a mode there is none', () => {
  expect(Object.keys(configMapOf({}))).toEqual(['name']);
});

test('one mode for all files', () => {
  expect(configMapOf({ mode: 0o555 })).toEqual({ name: expect.any(String), defaultMode: 0o555 });
});

test('a mode for one file names all files, or the others would be left out', () => {
  expect(configMapOf({ modes: { 'run.sh': 0o555 } })).toEqual({
    name: expect.any(String), items: [{ key: 'run.sh', path: 'run.sh', mode: 0o555 }, { key: 'a.conf', path: 'a.conf' }],
  });
  expect(configMapOf({ mode: 0o444, modes: { 'run.sh': 0o555 } })).toMatchObject({ defaultMode: 0o444, items: [{ mode: 0o555 }, { key: 'a.conf' }] });
});

test('what others can\'t read brings a group that can', () => {
  expect(podOf({ mode: 0o440 }).securityContext.fsGroup).toEqual(expect.any(Number));
  expect(podOf({ modes: { 'a.conf': 0o400 } }).securityContext.fsGroup).toEqual(expect.any(Number));
  expect(podOf({ mode: 0o444 }).securityContext?.fsGroup).toBeUndefined();
});

test.each([0o400, 0o440, 0o444, 0o500, 0o550, 0o555, 0o644, 0o755])('%d is a mode', (mode) => {
  expect(() => SharedVolume.files('conf', FILES, { mode })).not.toThrow();
});

// Each of these is what somebody gets who forgets the "0o".
test.each([400, 440, 444, 500, 550, 555, 600, 640, 644, 700, 750, 755])('%d is none, and the octal number is named', (mode) => {
  expect(() => SharedVolume.files('conf', FILES, { mode })).toThrow(`mode: ${mode} (0o${mode.toString(8)}) is not a mode of files that their owner may read and nobody else may write: write 0o${mode}`);
});

test.each<[string, any, RegExp]>([
  ['text', { mode: '0555' }, /^mode: text is not a mode .*: write it in octal/],
  ['a fraction', { mode: 292.5 }, /^mode: 292.5 is not a mode/],
  ['more than nine bits', { mode: 0o4755 }, /^mode: 2541 \(0o4755\) is not a mode/],
  ['a negative number', { mode: -1 }, /^mode: -1 is not a mode/],
  ['writing for all', { modes: { 'run.sh': 0o777 } }, /^modes\.run\.sh: 511 \(0o777\) is not a mode/],
  ['no reading for the owner', { mode: 0o055 }, /^mode: 45 \(0o055\) is not a mode/],
  ['a file that is not there', { modes: { 'run.s': 0o555 } }, /^modes: "run\.s" is no file of this volume: name one of run\.sh, a\.conf/],
  ['a misspelt option', { mod: 0o555 }, /mod: is not known here: did you mean "mode"/],
])('%s is an error', (_what, options, message) => {
  expect(() => SharedVolume.files('conf', FILES, options)).toThrow(message);
});
