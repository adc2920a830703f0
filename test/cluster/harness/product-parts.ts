/** What the plays with real products need besides: keys, a server of secrets, what arrived. */
import { generateKeyPairSync } from 'crypto';
import { OnStage } from './products';
import { Stage } from './stage';
import { VAULT_AGENTS } from '../../../lib/catalogue/config-sync/data/vault-agent';
import { Authority } from '../../products/tls/pki';

export async function makeSecret(stage: Stage, name: string, stringData: Record<string, string>, type = 'Opaque'): Promise<string> {
  const { api, namespace } = stage.cluster;
  const full = `${stage.id}-${name}`;
  await api.must('POST', `/api/v1/namespaces/${namespace}/secrets`, { apiVersion: 'v1', kind: 'Secret', type, metadata: { name: full }, stringData });
  return full;
}

export function tlsSecret(stage: Stage): Promise<string> {
  const authority = new Authority();
  const { cert, key } = authority.issue('/CN=shop', 'DNS:shop');
  authority.remove();
  return makeSecret(stage, 'tls', { 'tls.crt': cert, 'tls.key': key }, 'kubernetes.io/tls');
}

/** A key of nobody: the Cloud SQL proxy starts with it, and asks Google for nothing before a connection. */
export function cloudSqlKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return JSON.stringify({
    type: 'service_account', project_id: 'p', private_key_id: '1', private_key: privateKey, client_email: 'a@p.iam.gserviceaccount.com', client_id: '1', token_uri: 'http://127.0.0.1:9/token',
  });
}

const SETTINGS = `
bao server -dev -dev-root-token-id=root -dev-listen-address=0.0.0.0:8200 -dev-no-store-token &
export BAO_ADDR=http://127.0.0.1:8200 BAO_TOKEN=root
until bao status >/dev/null; do sleep 0.2; done
echo 'path "secret/*" { capabilities = ["read"] }' | bao policy write shop -
bao auth enable approle
bao write auth/approle/role/shop token_policies=shop
bao write auth/approle/role/shop/role-id role_id=shop
bao write auth/approle/role/shop/custom-secret-id secret_id=open-sesame
bao kv put secret/shop password=hunter2
wait
`;

/** A server in memory with one secret, which the role "shop" may read. Returns its address. */
export async function secretServer(stage: Stage): Promise<string> {
  const { api, namespace } = stage.cluster;
  const name = `${stage.id}-bao`;
  await api.must('POST', `/api/v1/namespaces/${namespace}/pods`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 100, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{
        name: 'bao', image: VAULT_AGENTS.openbao.image, command: ['/bin/sh', '-c', SETTINGS], env: [{ name: 'HOME', value: '/tmp' }],
        resources: { requests: { cpu: '100m' } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      }],
    },
  });
  const address = await stage.waitFor('the server of secrets', () => stage.cluster.last(name)?.status?.podIP);
  return `http://${address}:8200`;
}

/** A page of the product's, as the API server's proxy gets it from the Pod. */
export async function page({ stage, pod }: OnStage, port: number, path: string, has: string): Promise<void> {
  const { status, body } = await stage.cluster.ask(pod.name, port, path);
  expect([status, body]).toEqual([200, expect.stringContaining(has)]);
}

/** The lines of the app, each once. */
export async function everyLineArrived({ stage, pod }: OnStage): Promise<void> {
  const told = (await pod.events()).filter((e) => e.event === 'line').map((e) => e.data.n as number);
  const lines = await stage.cluster.forwardedLines();
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter((n) => lines[`${pod.name} ${n}`] !== 1)).toEqual([]);
}

export async function manyLines({ pod }: OnStage): Promise<void> {
  await pod.until('some lines', async () => (await pod.events()).filter((e) => e.event === 'line').length > 100);
}
