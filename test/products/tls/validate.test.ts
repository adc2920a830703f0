import { Bench, ENGINES } from './bench';
import { describeWith, objection, Program } from './servers';
import { ProxyProtocol } from '../../../lib/catalogue/proxy';
import {
  TlsClientName, TlsClients, TlsEngine, TlsProfile, TlsTerminationSidecarProps,
} from '../../../lib/catalogue/tls-termination';
import { pod } from '../../catalogue/tls-termination/pod';

const NAMES: Record<Program, TlsClientName[]> = {
  nginx: [TlsClientName.commonName('a.b/c*d'), TlsClientName.commonName('Front End 2'), TlsClientName.organizationalUnit('shop')],
  haproxy: [TlsClientName.commonName('a.b/c*d'), TlsClientName.commonName('Front End 2'), TlsClientName.organizationalUnit('shop')],
  envoy: [TlsClientName.uri('spiffe://a/b'), TlsClientName.uriPrefix('spiffe://a/c/'), TlsClientName.dns('a.b'), TlsClientName.email('a@b'), TlsClientName.ip('::1')],
};

const EXTRA: Record<Program, TlsEngine> = {
  nginx: TlsEngine.nginx({
    extraConfig: {
      main: { worker_priority: ['5'] },
      http: { server_tokens: [], client_body_buffer_size: ['16k'] },
      server: { add_header: ['Strict-Transport-Security "max-age=63072000; includeSubDomains" always', 'X-Quote "a \\"b\\" \\\\ $host" always'] },
      location: { proxy_read_timeout: ['10m'], proxy_set_header: ['Host shop.example'] },
    },
  }),
  haproxy: TlsEngine.haproxy({
    extraConfig: {
      global: ['tune.bufsize 32768'], defaults: ['timeout server 10m'], backend: ['http-reuse never'],
      frontend: ['http-response set-header Strict-Transport-Security "max-age=63072000; includeSubDomains"'],
    },
  }),
  envoy: TlsEngine.envoy({ extraConfig: { node: { metadata: { a: 'b' } } } }),
};

describe.each(['nginx', 'haproxy', 'envoy'] as Program[])('%s accepts without a warning', (program) => {
  describeWith(program)('what is generated', () => {
    let bench: Bench;
    beforeAll(() => bench = new Bench(program));
    afterAll(() => bench.end());
    const says = (props: Omit<TlsTerminationSidecarProps, 'certificate'>) => objection(
      bench.contribution(props, pod({}, { probePaths: ['/healthz', '/ready?a=b&c="d"'] })), program, (sandbox) => void bench.secretIn(sandbox));

    const clients: Array<TlsClients | undefined> = [undefined, {}, { optional: true }, { allowed: NAMES[program] }];
    if (program !== 'envoy') clients.push({ allowed: NAMES[program], optional: true });

    test.each(Object.values(ProxyProtocol))('for an app that speaks %s', (protocol) => {
      for (const c of clients) expect(says({ protocol, clients: c })).toBeUndefined();
      for (const profile of Object.values(TlsProfile)) expect(says({ protocol, profile, accessLog: true, maxConnections: 20 })).toBeUndefined();
      const web = { redirect: { publicPort: 8443 }, trustedHops: 3 };
      expect(says({ protocol, dualStack: true, ...(protocol === ProxyProtocol.TCP ? {} : web) })).toBeUndefined();
    });

    test('with configuration of the user\'s own', () => {
      expect(says({ engine: EXTRA[program] })).toBeUndefined();
      expect(says({ engine: ENGINES[program](), redirect: {} })).toBeUndefined();
    });
  });
});
