/**
 * What the product takes without a word, and the library refuses: proof that its own checks are needed, and that they
 * are not about something that the product would have told anyway.
 */
import { describeEnvoy, refusal } from './envoy-binary';
import { EnvoyProxySidecar, EnvoyProxySidecarProps, Upstream } from '../../../lib/catalogue/proxy';
import { mergeConfig } from '../../../lib/catalogue/proxy/config/merge';
import { MISTAKES } from '../../catalogue/proxy/mistakes';
import { chart, pod } from '../../catalogue/proxy/pod';

const base: EnvoyProxySidecarProps = { port: 15001, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)] };
const contribute = (props: EnvoyProxySidecarProps) => new EnvoyProxySidecar(chart(), 'proxy', props).contribute(pod());

describeEnvoy('Envoy accepts in silence, the library does not', () => {
  test.each(MISTAKES.filter((m) => m.silent).map((m) => [m.name, m.extraConfig]))('%s', (_, extraConfig) => {
    expect(refusal(contribute(base), (config) => mergeConfig(config, extraConfig))).toBeUndefined();
    expect(() => contribute({ ...base, extraConfig })).toThrow('extraConfig: envoy.yaml');
  });
});
