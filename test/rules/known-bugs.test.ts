import { app, expectNone, expectOne, native, own } from './pod';

const probed = native({ startupProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 } });
const job = (target: string) => own({ kind: 'Job', initContainers: [probed] }, { target });

test('#132826: by how likely the version has it', () => {
  expectOne('known-bug-132826', job('1.32'), { severity: 'warning', at: 'initContainers[proxy]' });
  expectOne('known-bug-132826', job('1.33'), { severity: 'info' });
  expectNone('known-bug-132826', job('1.35'));
  expectNone('known-bug-132826', own({ initContainers: [probed] }, { target: '1.32' }));
});

test('#136910: 1.35 only', () => {
  const pod = (target: string) => own({ initContainers: [probed] }, { target });
  expectOne('known-bug-136910', pod('1.35'), { severity: 'info' });
  expectNone('known-bug-136910', pod('1.34'));
  expectNone('known-bug-136910', pod('1.36'));
});

test('#125880: beside init containers, up to 1.30', () => {
  const pod = (target: string) => own({ initContainers: [native(), app({ name: 'migrate' })] }, { target });
  expectOne('known-bug-125880', pod('1.30'), { severity: 'info' });
  expectNone('known-bug-125880', pod('1.31'));
});

test('#138371: a limit on ephemeral storage', () => {
  const pod = (limits: any) => own({ initContainers: [native({ resources: { limits } })] });
  expectOne('known-bug-138371', pod({ 'ephemeral-storage': '1Gi' }), { severity: 'info' });
  expectNone('known-bug-138371', pod({ memory: '1Gi' }));
});
