import { Construct } from 'constructs';
import { SidecarContribution } from './contribution';
import { CONTRIBUTION } from './contribution-shape';
import { PodContext } from './pod-context';
import { Sidecar } from './sidecar';
import { requireShape } from './value-shape';

/** Properties of a `CustomSidecar`: what it adds to every Pod. */
export interface CustomSidecarProps extends SidecarContribution {}

/**
 * Any container as a sidecar, without a class of your own.
 *
 * @example
 * declare const chart: Chart;
 * const cache = new CustomSidecar(chart, 'cache', {
 *   containers: [{
 *     name: 'cache', image: 'docker.io/library/memcached:1.6.38', user: 11211, loopbackPorts: [11211],
 *     args: ['--listen=127.0.0.1'],
 *     resources: SidecarResources.of({ cpu: '20m', memory: '96Mi' }),
 *   }],
 * });
 */
export class CustomSidecar extends Sidecar {
  constructor(scope: Construct, id: string, private readonly props: CustomSidecarProps) {
    super(scope, id);
    // What is wrong by itself fails where it is written, not at synth.
    requireShape('props', props, { map: 'anything' });
    requireShape('', props, CONTRIBUTION);
    if (!props.containers?.length && !props.setUp?.length && !props.injected?.length && !props.app) {
      throw new Error('containers: a CustomSidecar needs at least one container, set-up container, injected container or app contribution');
    }
  }

  public contribute(_pod: PodContext): SidecarContribution {
    return this.props;
  }
}
