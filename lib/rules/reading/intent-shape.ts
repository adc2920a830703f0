/** The types of an intent: an annotation in a cluster may have been edited by hand, or written by another release. */
import { Shape, typed } from './shape';

const AMOUNTS: Shape = { map: 'quantity' };

const CONTAINER: Shape = {
  fields: {
    ...typed('string', 'role by purpose gate'),
    ...typed('boolean', 'ignoresTerm readinessOptOut hasHealthCheck'),
    drainSeconds: 'integer',
    loopbackPorts: { list: 'integer' },
    quit: { fields: typed('string', 'url byItself') },
  },
};

const EXTERNAL: Shape = {
  fields: {
    ...typed('string', 'name form position injector podSecurity'),
    ...typed('integer', 'user drainSeconds'),
    ...typed(AMOUNTS, 'requests limits'),
    ports: { list: 'integer' },
    guard: { fields: { ...typed({ list: 'integer' }, 'onlyPorts exceptPorts'), refusesGrpcProbes: 'boolean' } },
  },
};

const BUDGET: Shape = {
  fields: { ...typed(AMOUNTS, 'pod podLimits sidecars sidecarLimits eachSidecar eachSidecarLimits'), sidecarShare: 'string' },
};

export const INTENT_SHAPE: Shape = {
  fields: {
    ...typed('string', 'target form podSecurity'),
    assumed: 'boolean',
    featureGates: { map: 'boolean' },
    containers: { map: CONTAINER },
    external: { list: EXTERNAL },
    fronts: { list: { fields: { container: 'string', tls: 'boolean', ...typed('integer', 'port appPort probePort redirectPort') } } },
    reloads: { list: { fields: typed('string', 'volume onChange') } },
    budget: BUDGET,
    acknowledged: { list: { fields: typed('string', 'code reason path') } },
    grace: { fields: { ...typed('integer', 'appDrainSeconds raisedFrom'), user: 'boolean' } },
    problems: { list: { fields: typed('string', 'kind message mend at severity') } },
    notes: { list: { fields: typed('string', 'code severity message mend by') } },
  },
};
