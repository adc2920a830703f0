import * as fc from 'fast-check';
import { describeEnvoy, refusal } from './envoy-binary';
import { EnvoyProxySidecar, EnvoyProxySidecarProps } from '../../../lib/catalogue/proxy';
import { anyProps, CASES } from '../../catalogue/proxy/cases';
import { chart, pod } from '../../catalogue/proxy/pod';

const refused = (props: EnvoyProxySidecarProps) => refusal(new EnvoyProxySidecar(chart(), 'proxy', props).contribute(pod({}, { probePaths: ['/healthz'] })));

describeEnvoy('the real Envoy accepts', () => {
  test.each(Object.entries(CASES))('%s', (_, props) => expect(refused(props)).toBeUndefined());

  test('whatever the constructor takes', () => {
    fc.assert(fc.property(anyProps, (props) => {
      expect(refused(props)).toBeUndefined();
    }), { numRuns: Number(process.env.ENVOY_RUNS ?? 60) });
  }, 120_000);
});
