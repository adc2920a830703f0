import { contribute, make, mounts, volume } from './helpers';
import { AppNotification, ConfigSource, ImagePull, ImageSourceOptions } from '../../../lib/catalogue/config-sync';

const path = '/etc/app';
const reference = 'registry.example.com/shop/config:1.4.0';
const image = (over: Partial<ImageSourceOptions> = {}) => ConfigSource.image({ reference, ...over });

test('the app mounts the image, and there is no container', () => {
  const made = contribute({ source: image({ pull: ImagePull.ALWAYS, folder: 'etc/shop' }), path }, { targetVersion: '1.36' });
  expect(made.containers).toBeUndefined();
  expect(made.setUp).toBeUndefined();
  expect(mounts(made.app!)).toEqual(['config-files@/etc/app:ro#etc/shop']);
  expect(volume(made.app!, 'config-files').source).toEqual({ image: { reference, pullPolicy: 'Always' } });
});

test.each(['1.35', '1.36', '1.40'])('Kubernetes %s has image volumes', (targetVersion) => {
  expect(() => contribute({ source: image(), path }, { targetVersion })).not.toThrow();
});

test.each([
  ['1.33', /Kubernetes 1.33, where it is off by default \(on from 1.35\).*featureGateIsOn/],
  ['1.31', /Kubernetes 1.31, where it is off/],
  ['1.30', /Kubernetes 1.30, which does not know it/],
])('Kubernetes %s has not', (targetVersion, message) => {
  expect(() => contribute({ source: image(), path }, { targetVersion })).toThrow(message);
});

test('with the feature gate on, older releases have them, too, but only newer ones take folders', () => {
  const source = image({ featureGateIsOn: true });
  expect(() => contribute({ source, path }, { targetVersion: '1.31' })).not.toThrow();
  expect(() => contribute({ source, path }, { targetVersion: '1.30' })).toThrow(/does not know it/);
  const folder = image({ featureGateIsOn: true, folder: 'a' });
  expect(() => contribute({ source: folder, path }, { targetVersion: '1.33' })).not.toThrow();
  expect(() => contribute({ source: folder, path }, { targetVersion: '1.32' })).toThrow(/folder "a".*needs 1.33/);
});

test.each<[string, () => unknown, RegExp]>([
  ['no reference', () => image({ reference: '' }), /reference: ""/],
  ['no tag', () => image({ reference: 'registry.example.com:5000/config' }), /reference: ".*" names no exact version/],
  ['latest', () => image({ reference: 'config:latest' }), /names no exact version/],
  ['half a digest', () => image({ reference: 'config@sha256:abc' }), /is not the reference of an image/],
  ['an address', () => image({ reference: 'https://registry/config:1' }), /is not the reference of an image/],
  ['a folder above', () => image({ folder: '../x' }), /folder: "\.\.\/x"/],
  ['a call', () => make({ source: image(), path, notify: AppNotification.http({ port: 1 }) }), /never changes.*AppNotification.nothing\(\), AppNotification.rollOut\(\)/],
  ['a volume of one\'s own', () => make({ source: image(), path, sizeLimit: '1Mi' }), /sizeLimit: has no meaning for an image volume/],
])('refused: %s', (_name, act, message) => {
  expect(act).toThrow(message);
});

test('a digest is as exact as a tag', () => {
  expect(() => image({ reference: `registry.example.com:5000/config@sha256:${'a'.repeat(64)}` })).not.toThrow();
});
