import { expectNone, expectOne, native, own, sidecar } from './pod';

const two = (a: any, b: any) => own({ initContainers: [native({ name: 'a' }), native({ name: 'b' })] }, { containers: { a: sidecar(a), b: sidecar(b) } });

test('two sidecars with one job', () => {
  expectOne('purpose-twice', two({ by: 'loki', purpose: 'log shipping' }, { by: 'elastic', purpose: 'log shipping' }),
    { severity: 'warning', at: 'initContainers[b]', says: /"loki" and "elastic" all do one job: log shipping/ });
});

test('silent for two containers of one sidecar, other jobs and none', () => {
  expectNone('purpose-twice', two({ by: 'loki', purpose: 'log shipping' }, { by: 'loki', purpose: 'log shipping' }));
  expectNone('purpose-twice', two({ by: 'loki', purpose: 'log shipping' }, { by: 'envoy', purpose: 'proxy' }));
  expectNone('purpose-twice', two({ by: 'a' }, { by: 'b' }));
});
