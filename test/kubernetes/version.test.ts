import { KubernetesVersion } from '../../lib/kubernetes/version';

describe('KubernetesVersion', () => {
  test.each([
    ['1.29', '1.29'], ['v1.33.2', '1.33'], ['1.30+', '1.30'], [' 1.28 ', '1.28'], ['v1.29.4-gke.1043002', '1.29'], ['v1.31.5+rke2r1', '1.31'],
    ['1.36.0-rc.1+build', '1.36'],
  ])('reads %p', (text, version) => {
    expect(KubernetesVersion.parse(text).toString()).toBe(version);
  });

  test.each(['', '1', '33', 'latest', '2.0', '1.x', '1.29.', '1.29beta', 'v1.29.4 '.repeat(2), '-1.29'])('refuses %p, naming argument, value and rule', (text) => {
    expect(() => KubernetesVersion.parse(text, 'targetVersion')).toThrow(`targetVersion: "${text}" is no Kubernetes version: write a minor release`);
  });

  test('compares as numbers and not as text', () => {
    expect(KubernetesVersion.parse('1.9').compareTo('1.28')).toBeLessThan(0);
    expect(KubernetesVersion.parse('1.33.9').compareTo('v1.33')).toBe(0);
    expect(KubernetesVersion.parse('1.100').isAtLeast('1.36')).toBe(true);
    expect(KubernetesVersion.parse('1.28').isAtLeast(KubernetesVersion.FIRST_WITH_SIDECARS)).toBe(false);
  });

  test('takes a parsed one as it is, and is text in JSON', () => {
    const version = KubernetesVersion.parse('1.34');
    expect(KubernetesVersion.parse(version)).toBe(version);
    expect(JSON.stringify({ version })).toBe('{"version":"1.34"}');
  });
});
