import { spawnSync } from 'child_process';
import { generateKeyPairSync } from 'crypto';
import { CLOUD_SQL_PROXY_BIN, Running, Sandbox } from './programs';
import { CloudSqlInstance, CloudSqlNetwork, CloudSqlProxyProps, DatabaseProxy, DatabaseProxySidecar } from '../../../lib/catalogue/database-proxy';
import { SidecarContribution, SidecarForm } from '../../../lib/sidecar';
import { chart, pod } from '../../catalogue/tls-termination/pod';
import { freePorts, until } from '../process';

/** A key of nobody, with which the proxy starts without Google: it is asked for nothing before a connection. */
function keyFile(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  return JSON.stringify({
    type: 'service_account', project_id: 'p', private_key_id: '1', private_key: privateKey, client_email: 'a@p.iam.gserviceaccount.com', client_id: '1', token_uri: 'http://127.0.0.1:9/token',
  });
}

(CLOUD_SQL_PROXY_BIN ? describe : describe.skip)('the real Cloud SQL Auth Proxy', () => {
  const stops: Array<() => Promise<void> | void> = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  const job = pod({ form: SidecarForm.CLASSIC, runsToCompletion: true });
  const contribution = (props: Partial<CloudSqlProxyProps>, context = job, drainSeconds?: number): SidecarContribution => new DatabaseProxySidecar(chart(), 'db', {
    proxy: DatabaseProxy.cloudSql({ instances: [], credentials: { secretName: 'cloud-sql', key: 'x' }, ...props }), drainSeconds,
  }).contribute(context);

  async function run(more: Partial<CloudSqlProxyProps> = {}, drainSeconds?: number) {
    const [httpPort, adminPort, first, second] = await freePorts(4);
    const instances = [
      CloudSqlInstance.postgres('p:europe-west1:orders', { port: first, network: CloudSqlNetwork.PRIVATE, iamLogin: true }),
      CloudSqlInstance.mySql('example.com:p:europe-west1:carts', { port: second, network: CloudSqlNetwork.PRIVATE_SERVICE_CONNECT }),
    ];
    const c = contribution({ instances, httpPort, adminPort, ...more }, job, drainSeconds);
    const sandbox = new Sandbox();
    sandbox.write('/etc/cloud-sql/key.json', keyFile());
    const { words, env } = sandbox.layDown(c);
    const running = new Running([CLOUD_SQL_PROXY_BIN!, ...words], env);
    stops.push(() => sandbox.remove(), () => running.remove());
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${httpPort}${path}`)).status;
    await until('it listens', async () => {
      if (running.code !== undefined) throw new Error(running.output);
      return await status('/startup') === 200;
    });
    return { c, running, status, ports: [first, second], adminPort };
  }

  test('takes every flag and instance, listens where it was told, and is healthy without its database', async () => {
    const { c, running, status, ports } = await run({
      impersonate: ['a@p.iam.gserviceaccount.com', 'b@p.iam.gserviceaccount.com'], maxConnections: 5, lazyRefresh: true, extraArgs: ['--debug-logs'],
    });
    for (const port of ports) expect(running.output).toContain(`Listening on 127.0.0.1:${port}`);
    expect([await status('/startup'), await status('/liveness'), await status('/metrics')]).toEqual([200, 200, 200]);
    const [, ...wait] = c.containers![0].health!._toPart().classicWait!;
    expect(spawnSync(CLOUD_SQL_PROXY_BIN!, wait).status).toBe(0);
  });

  test('ends with 0 when a Job asks it to, and on TERM', async () => {
    const quitting = await run();
    expect((await fetch(quitting.c.containers![0].quitUrl!, { method: 'POST' })).status).toBe(200);
    expect((await quitting.running.end()).code).toBe(0);
    const stopped = await run({}, 5);
    stopped.running.signal('SIGTERM');
    const { code, after } = await stopped.running.end();
    expect(code).toBe(0);
    // Nothing is open, so there is nothing to wait for.
    expect(after).toBeLessThan(3000);
  });

  test('does not listen for quitting where nobody asked', () => {
    expect(contribution({ instances: [CloudSqlInstance.postgres('p:europe-west1:a')] }, pod()).containers![0].args).not.toContain('--quitquitquit');
  });
});
