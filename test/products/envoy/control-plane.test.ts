import { Bench } from './bench';
import { describeEnvoy, request, until } from './envoy-binary';
import { ProxyProtocol, Upstream } from '../../../lib/catalogue/proxy';

describeEnvoy('the real Envoy, told by a control plane', () => {
  const bench = new Bench();

  test.each([[true, 'DeltaAggregatedResources'], [false, 'StreamAggregatedResources']])('asks it (incremental: %s) and is not ready before', async (incremental, method) => {
    const asked: string[] = [];
    const sent: Buffer[] = [];
    const server = await bench.http2((stream, headers) => {
      asked.push(String(headers[':path']));
      stream.on('data', (d: Buffer) => sent.push(d));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    });
    const upstream = Upstream.endpoints('xds', [{ address: '127.0.0.1', port: server.port }], { protocol: ProxyProtocol.GRPC });
    const { metricsPort } = await bench.envoy({ controlPlane: { server: upstream, incremental } }, undefined, 503);
    await until(async () => Buffer.concat(sent).includes('pod-1'));
    expect(asked).toEqual([`/envoy.service.discovery.v3.AggregatedDiscoveryService/${method}`]);
    const text = Buffer.concat(sent).toString('latin1');
    expect(text).toContain('shop');
    expect(text).toContain('type.googleapis.com/envoy.config.cluster.v3.Cluster');
    await new Promise((r) => setTimeout(r, 500));
    await expect(request({ port: metricsPort, path: '/ready' })).rejects.toThrow('ECONNREFUSED');
  });
});
