/** The types of an intent: an annotation in a cluster may have been edited by hand, or written by another release. */
import { Shape } from './shape';

const AMOUNTS: Shape = { map: 'quantity' };

export const INTENT_SHAPE: Shape = {
  fields: {
    target: 'string', form: 'string', featureGates: { map: 'boolean' },
    containers: {
      map: {
        fields: {
          role: 'string', by: 'string', purpose: 'string', gate: 'string', drainSeconds: 'integer', ignoresTerm: 'boolean',
          loopbackPorts: { list: 'integer' }, readinessOptOut: 'boolean', hasHealthCheck: 'boolean',
          quit: { fields: { url: 'string', byItself: 'string' } },
        },
      },
    },
    external: {
      list: {
        fields: {
          name: 'string', form: 'string', position: 'string', requests: AMOUNTS, limits: AMOUNTS, ports: { list: 'integer' }, user: 'integer',
          drainSeconds: 'integer', injector: 'string', podSecurity: 'string',
        },
      },
    },
    fronts: { list: { fields: { container: 'string', port: 'integer', appPort: 'integer', tls: 'boolean', probePort: 'integer' } } },
    reloads: { list: { fields: { volume: 'string', onChange: 'string' } } },
    budget: {
      fields: {
        pod: AMOUNTS, podLimits: AMOUNTS, sidecars: AMOUNTS, sidecarLimits: AMOUNTS, eachSidecar: AMOUNTS, eachSidecarLimits: AMOUNTS,
        sidecarShare: 'string',
      },
    },
    acknowledged: { list: { fields: { code: 'string', reason: 'string', path: 'string' } } },
    grace: { fields: { appDrainSeconds: 'integer', user: 'boolean', raisedFrom: 'integer' } },
    podSecurity: 'string',
    problems: { list: { fields: { kind: 'string', message: 'string', mend: 'string', at: 'string', severity: 'string' } } },
    notes: { list: { fields: { code: 'string', severity: 'string', message: 'string', mend: 'string', by: 'string' } } },
    assumed: 'boolean',
  },
};
