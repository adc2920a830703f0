import { FEATURES, featureState, isOn, onSince } from '../../lib/kubernetes/features';

describe('features by version', () => {
  test.each([
    ['SidecarContainers', ['1.27 absent', '1.28 alpha', '1.29 beta-on', '1.32 beta-on', '1.33 stable', '1.99 stable']],
    ['OrderedSidecarTermination', ['1.28 absent', '1.29 beta-on', '1.33 stable']],
    ['PodLevelResources', ['1.31 absent', '1.32 alpha', '1.33 alpha', '1.34 beta-on']],
    ['InPlacePodVerticalScaling', ['1.26 absent', '1.27 alpha', '1.33 beta-on', '1.35 stable']],
    ['ContainerRestartRules', ['1.33 absent', '1.34 alpha', '1.35 beta-on']],
    ['PodLifecycleSleepAction', ['1.28 absent', '1.29 alpha', '1.30 beta-on', '1.34 stable']],
    ['ImageVolume', ['1.30 absent', '1.31 alpha', '1.33 beta-off', '1.35 beta-on', '1.36 stable']],
    ['NamedPortsOfSidecars', ['1.31 absent', '1.32 beta-on', '1.33 stable']],
    ['RelaxedEnvironmentVariableValidation', ['1.31 alpha', '1.32 beta-on', '1.34 stable']],
  ] as const)('%s', (feature, states) => {
    for (const line of states) {
      const [version, state] = line.split(' ');
      expect([version, featureState(feature, version)]).toEqual([version, state]);
    }
  });

  test('a gate counts for alpha and beta, not for what is absent or stable', () => {
    expect(isOn('SidecarContainers', '1.28')).toBe(false);
    expect(isOn('SidecarContainers', '1.28', { SidecarContainers: true })).toBe(true);
    expect(isOn('SidecarContainers', '1.29', { SidecarContainers: false })).toBe(false);
    expect(isOn('SidecarContainers', '1.27', { SidecarContainers: true })).toBe(false);
    expect(isOn('SidecarContainers', '1.33', { SidecarContainers: false })).toBe(true);
    expect(isOn('ImageVolume', '1.33')).toBe(false);
    expect(isOn('ImageVolume', '1.33', { ImageVolume: true })).toBe(true);
  });

  test('a behaviour follows the gate that it belongs to', () => {
    expect(isOn('OrderedSidecarTermination', '1.28', { SidecarContainers: true })).toBe(false);
    expect(isOn('OrderedSidecarTermination', '1.29')).toBe(true);
    expect(isOn('OrderedSidecarTermination', '1.29', { SidecarContainers: false })).toBe(false);
  });

  test('no feature ever goes back', () => {
    const order = ['absent', 'alpha', 'beta-off', 'beta-on', 'stable'];
    for (const feature of FEATURES) {
      const states = Array.from({ length: 40 }, (_, minor) => order.indexOf(featureState(feature, `1.${minor}`)));
      expect(states).toEqual([...states].sort((a, b) => a - b));
    }
  });

  test('the first release in which a feature works by itself', () => {
    expect(onSince('SidecarContainers')?.toString()).toBe('1.29');
    expect(onSince('ImageVolume')?.toString()).toBe('1.35');
    expect(onSince('NamedPortsOfSidecars')?.toString()).toBe('1.32');
    expect(onSince('ContainerStopSignals')).toBeUndefined();
  });
});
