/** A sidecar of your own: `tail.ts` has the class, this app attaches it to a StatefulSet and a Job. */
import { App, Chart } from 'cdk8s';
import { WorkloadKind, WorkloadWithSidecars } from 'cdk8s-sidecars';
import { Tail } from './tail';

const app = new App();
const chart = new Chart(app, 'own-sidecar', { namespace: 'shop' });

const tail = new Tail(chart, 'tail', { file: '/var/log/app/events.log', tokenSecret: 'tail', url: 'https://logs.example.com/in' });

new WorkloadWithSidecars(chart, 'store', {
  kind: WorkloadKind.statefulSet({ replicas: 2 }),
  containers: [{ name: 'store', image: 'myapp/store:3.0.2', portNumber: 5432 }],
  sidecars: [tail],
});

new WorkloadWithSidecars(chart, 'import', {
  kind: WorkloadKind.job({ backoffLimit: 2 }),
  containers: [{ name: 'import', image: 'myapp/import:3.0.2' }],
  sidecars: [tail],
});

app.synth();
