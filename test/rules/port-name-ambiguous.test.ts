import { app, expectNone, expectOne, foreign } from './pod';

const named = (name: string, containerPort: number, protocol = 'TCP') => ({ ports: [{ name, containerPort, protocol }] });

test('one name for two ports', () => {
  expectOne('port-name-ambiguous', foreign({ containers: [app(named('metrics', 9090)), app({ name: 'b', ...named('metrics', 9100) })] }),
    { severity: 'warning', at: 'containers[b].ports[metrics]', says: /9100 here and port 9090 of "app"/ });
});

test('silent for one port, other names and other protocols', () => {
  expectNone('port-name-ambiguous', foreign({ containers: [app(named('dns', 53)), app({ name: 'b', ...named('dns', 5353, 'UDP') }), app({ name: 'c', ...named('http', 80) })] }));
});
