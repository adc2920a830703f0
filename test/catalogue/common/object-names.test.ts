import { requireKey, requireName, requireObjectName } from '../../../lib/catalogue/common/object-names';
import { checkLabel } from '../../../lib/kubernetes/names';

test.each<[string, () => unknown, string]>([
  ['an object', () => requireObjectName('secretName', 'Shop_TLS'), 'secretName: "Shop_TLS" is not the name of a Kubernetes object: it must be at most 253'],
  ['no object', () => requireObjectName('secretName', undefined as any), 'secretName: is missing, and must be the name of a Kubernetes object'],
  ['a map as an object', () => requireObjectName('secretName', {} as any), 'secretName: is a map, and must be the name of a Kubernetes object'],
  ['a key', () => requireKey('key', '../key'), 'key: "../key" is not a key of a Secret or ConfigMap: it must be at most 253'],
  ['a namespace', () => requireName('inNamespace', 'Shop', checkLabel), 'inNamespace: "Shop" must be at most 63'],
])('what is wrong with %s is told', (_, act, message) => expect(act).toThrow(message));

test('names pass', () => {
  expect([requireObjectName('x', 'shop-tls.v2'), requireKey('x', 'tls.crt'), requireName('x', 'shop', checkLabel)]).toEqual(['shop-tls.v2', 'tls.crt', 'shop']);
});

test.each([
  'hunter2!', 'correct horse battery staple', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'AAAA+BBB/CCC==', '-----BEGIN PRIVATE KEY-----\nMII',
])('what may be a secret is not printed: %#', (secret) => {
  for (const act of [() => requireObjectName('secretName', secret)]) {
    expect(act).toThrow('secretName: "…" is not the name of a Kubernetes object (not printed, for it may be a secret)');
  }
});
