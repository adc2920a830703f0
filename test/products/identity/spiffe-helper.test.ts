/**
 * The generated configuration, read by the real spiffe-helper ($SPIFFE_HELPER_BIN or the PATH; no package carries it).
 * Without a SPIFFE agent it waits or can't fetch: that it comes so far shows that it took the configuration.
 */
import { App, Chart } from 'cdk8s';
import { AppNotification } from '../../../lib/catalogue/config-sync';
import { IdentitySidecar, IdentitySidecarProps } from '../../../lib/catalogue/identity';
import { only, pod } from '../../catalogue/config-sync/helpers';
import { describeWith, found, freePort, request, Sandbox, eventually, sleep } from '../config-sync/sandbox';

const HELPER = found(process.env.SPIFFE_HELPER_BIN ?? 'spiffe-helper', '-version');

jest.setTimeout(30000);

describeWith(HELPER, 'no spiffe-helper in $SPIFFE_HELPER_BIN or on the PATH')('spiffe-helper', () => {
  let box: Sandbox;
  beforeEach(() => { box = new Sandbox(); });
  afterEach(async () => box.remove());

  const contribute = (props: IdentitySidecarProps) => new IdentitySidecar(new Chart(new App(), 'test'), 'identity', props).contribute(pod());

  test.each<[string, IdentitySidecarProps]>([
    ['the smallest', {}],
    ['all of it', {
      hint: 'a "b" \\ é', includeFederatedDomains: true, intermediatesInBundle: true, jwtBundleFile: 'jwks.json', keyMode: '600',
      jwtSvids: [{ audience: 'a', fileName: 'a.jwt' }, { audience: 'b', extraAudiences: ['c', 'd'], fileName: 'b.jwt' }],
      notify: AppNotification.http({ port: 8080 }), extraConfiguration: { cert_file_mode: 0o664 },
    }],
  ])('takes %s', async (_name, props) => {
    const healthPort = await freePort();
    const made = contribute({ ...props, healthPort });
    const first = box.start({ ...only(made.setUp), command: [HELPER!] });
    const sidecar = box.start({ ...made.containers![0], command: [HELPER!] });
    await eventually('it lives', async () => (await request('GET', `http://127.0.0.1:${healthPort}/live`).catch(() => undefined))?.status === 200);
    await sleep(500);
    // The run that fetches once ends where the X.509 API does not answer, and waits for the JWT one.
    if (!first.alive) expect(first.output).toContain('Error fetching x509 certificates');
    expect(first.output + sidecar.output).not.toMatch(/failed to parse|invalid configuration/);
    expect(sidecar.alive).toBe(true);
    expect(await sidecar.stop()).toBe(0);
  });

  test('refuses what the library refuses: a key that it does not know', async () => {
    const made = contribute({});
    box.layDown(only(made.setUp));
    box.write('/etc/spiffe-helper/first.conf', `${box.read('/etc/spiffe-helper/first.conf')}certdir = "/x"\n`);
    expect(await box.spawn([HELPER!, `-config=${box.path('/etc/spiffe-helper/first.conf')}`]).exit).toBe(1);
  });
});
