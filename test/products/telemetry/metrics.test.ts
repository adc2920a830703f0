/** Metrics of an app through the real Collector: scraped by Prometheus, and sent by remote write. */
import { TelemetryOutput, TelemetrySidecarProps } from '../../../lib/catalogue/telemetry';
import { EnvSource } from '../../../lib/sidecar';
import { container } from '../../catalogue/telemetry/helpers';
import { OTELCOL_BIN, startCollector } from '../collector';
import { Sink } from '../log-shipping/sinks';
import { Box } from '../plain';
import { describeIf, freePorts, get, Running } from '../process';

describeIf(OTELCOL_BIN)('the real Collector', () => {
  const stops: Array<() => unknown> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  /** Starts it, and sends a counter as an app's SDK does. */
  async function count(outputs: TelemetrySidecarProps['outputs']): Promise<Running> {
    const [grpcPort, httpPort] = await freePorts(2);
    const box = new Box();
    const collector = await startCollector(box, container({ outputs, grpcPort, httpPort, attributes: { team: 'a "b" $c' } }));
    stops.push(() => box.remove(), () => collector.remove());
    const now = String(BigInt(Date.now()) * 1_000_000n);
    const point = { asInt: '7', startTimeUnixNano: now, timeUnixNano: now, attributes: [{ key: 'kind', value: { stringValue: 'paid' } }] };
    const metric = { name: 'orders', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] } };
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
    const sent = await fetch(`http://127.0.0.1:${httpPort}/v1/metrics`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric] }] }] }),
    });
    expect(sent.status).toBe(200);
    return collector;
  }

  test('is scraped, with the Pod as labels', async () => {
    const [port] = await freePorts(1);
    const collector = await count([TelemetryOutput.prometheus({ port, prefix: 'shop', resourceAsLabels: true })]);
    let text = '';
    await collector.until('the counter', async () => {
      text = (await get(port, '/metrics'))?.text ?? '';
      return text.includes('shop_orders_total');
    });
    const line = text.split('\n').find((l) => l.startsWith('shop_orders_total{'))!;
    for (const label of ['kind="paid"', 'k8s_pod_name="shop-1"', 'k8s_namespace_name="prod"', 'team="a \\"b\\" $c"', 'job="shop"']) expect(line).toContain(label);
    expect(line).toMatch(/ 7$/);
  });

  test('sends by remote write, with its key and labels', async () => {
    const sink = await Sink.http();
    stops.push(() => sink.close());
    const collector = await count([TelemetryOutput.prometheusRemoteWrite({
      url: `http://127.0.0.1:${sink.port}/api/v1/push`, labels: { cluster: 'eu $1' }, headers: { 'Authorization': EnvSource.secret('mimir', 'header'), 'X-Scope-OrgID': EnvSource.text('team') },
    })]);
    await collector.until('a request', () => sink.requests.length > 0);
    const [{ path, headers, body }] = sink.requests;
    expect({ path, ...headers }).toMatchObject({ 'path': '/api/v1/push', 'authorization': 'secret-header', 'x-scope-orgid': 'team', 'content-encoding': 'snappy' });
    // Snappy keeps what it sees for the first time as it is.
    for (const text of ['orders_total', 'cluster', 'eu $1', 'paid']) expect(body.toString('latin1')).toContain(text);
  });
});
