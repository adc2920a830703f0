/** Two shippers on one Pod share its network. */
import { Testing } from 'cdk8s';
import { chart, contribute, files } from './helpers';
import { OnChange, WorkloadWithSidecars } from '../../../lib';
import { LogEngine, LogOutput, LogShipperSidecar, LogShipperSidecarProps, LogSource } from '../../../lib/catalogue/log-shipping';

const base = { sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.stdout()] };
const ENGINES: Array<[string, () => LogEngine, OnChange, Partial<LogShipperSidecarProps>]> = [
  ['Fluent Bit', () => LogEngine.fluentBit(), OnChange.LIVE_RELOAD, { metricsPort: 3020, reloaderPort: 3021 }],
  ['Fluentd', () => LogEngine.fluentd(), OnChange.LIVE_RELOAD, { metricsPort: 3020, reloaderPort: 3021, rpcPort: 3022 }],
  ['Vector', () => LogEngine.vector(), OnChange.LIVE_RELOAD, { metricsPort: 3020, healthPort: 3021 }],
  ['OpenTelemetry Collector', () => LogEngine.openTelemetryCollector(), OnChange.ROLL_OUT, { metricsPort: 3020, healthPort: 3021 }],
];

function portErrors(second: Partial<LogShipperSidecarProps>, engine: LogEngine, onChange: OnChange): string[] {
  const c = Testing.chart();
  const w = new WorkloadWithSidecars(c, 'w', {
    containers: [{ name: 'app', image: 'example.com/app:1.0', portNumber: 8080 }],
    sidecars: [
      new LogShipperSidecar(c, 'one', { ...base, engine, onChange }),
      new LogShipperSidecar(c, 'two', { ...base, sources: [LogSource.files('/var/log/audit/*.log')], engine, onChange, ...second }),
    ],
  });
  return w.findings.filter((f) => f.severity === 'error').map((f) => f.code);
}

describe.each(ENGINES)('two of %s', (_, engine, onChange, ports) => {
  test('with the same ports are an error, with their own none', () => {
    expect(portErrors({}, engine(), onChange)).toContain('port-taken');
    expect(portErrors(ports, engine(), onChange)).toEqual([]);
  });

  test('all that is made says the ports that were given', () => {
    const c = contribute({ ...base, engine: engine(), onChange, ...ports });
    const shipper = c.containers![0];
    const reloader = c.containers!.find((one) => one.name.endsWith('-reload'));
    const text = Object.values(files(c)).join();
    expect(shipper.ports).toEqual({ 'log-metrics': 3020 });
    expect(shipper.health!._toPart()).toMatchObject({ check: { httpGet: { port: ports.healthPort ?? 3020 } } });
    for (const port of [ports.metricsPort, ports.healthPort, ports.rpcPort].filter((p) => p !== undefined)) expect(text).toContain(String(port));
    expect(text).not.toMatch(/\b(2020|24231|24444|8686|9598|13133|8888)\b/);
    if (ports.rpcPort) expect(shipper.loopbackPorts).toEqual([3022]);
    if (!reloader) return;
    expect(reloader.ports).toEqual({ 'reload-metrics': 3021 });
    expect(reloader.args).toContain('--web.listen-address=:3021');
    expect(reloader.args!.find((a) => a.startsWith('--webhook-url='))).toContain(`127.0.0.1:${ports.rpcPort ?? 3020}/`);
  });
});

test.each<[string, any, string]>([
  ['no port', { metricsPort: 0 }, 'metricsPort: 0 is not a port'],
  ['text', { reloaderPort: '9000' }, 'reloaderPort: is text, and must be a number'],
  ['a privileged port', { metricsPort: 80 }, 'metricsPort: 80 needs a capability'],
  ['another port for the health of one that has one port', { healthPort: 3000 }, 'healthPort: 3000 is not the port of the metrics, and Fluent Bit serves both on one port: give metricsPort alone'],
  ['a port twice', { engine: LogEngine.vector(), metricsPort: 3000, healthPort: 3000 }, '3000 would be bound twice by one shipper'],
  ['the port behind its back', { engine: LogEngine.fluentBit({ extraConfig: { service: { http_port: 3000 } } }) }, 'set metricsPort of the shipper instead'],
])('%s is refused', (_, props, message) => expect(() => new LogShipperSidecar(chart(), 'logs', { ...base, ...props })).toThrow(message));
