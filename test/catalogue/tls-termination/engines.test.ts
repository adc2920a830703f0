import { chart, file, only, pod } from './pod';
import { ProxyProtocol } from '../../../lib/catalogue/proxy';
import {
  TlsCertificate, TlsClientName, TlsEngine, TlsTerminationSidecar, TlsTerminationSidecarProps,
} from '../../../lib/catalogue/tls-termination';
import { parseArguments } from '../../../lib/catalogue/tls-termination/writers/nginx-syntax';

const contribute = (props: Partial<TlsTerminationSidecarProps>) => (
  new TlsTerminationSidecar(chart(), 'tls', { certificate: TlsCertificate.secret('shop-tls'), ...props }).contribute(pod())
);
const nginx = (props: Partial<TlsTerminationSidecarProps> = {}) => file(contribute(props), 'nginx.conf');
const haproxy = (props: Partial<TlsTerminationSidecarProps> = {}) => file(contribute({ engine: TlsEngine.haproxy(), ...props }), 'haproxy.cfg');
const ghostunnel = (props: Partial<TlsTerminationSidecarProps> = {}) => only(contribute({ engine: TlsEngine.ghostunnel(), ...props })).args!;

describe('nginx', () => {
  const extra = (extraConfig: any) => nginx({ engine: TlsEngine.nginx({ extraConfig }) });

  test('lets the app decide on sizes and times, and does not take it for dead', () => {
    const config = nginx();
    for (const line of ['client_max_body_size 0;', 'proxy_read_timeout 1h;', 'proxy_buffering off;', 'proxy_request_buffering off;', 'server 127.0.0.1:8080 max_fails=0;', 'keepalive 0;']) {
      expect(config).toContain(line);
    }
  });

  test('a directive of the user\'s takes the place of the library\'s, a header that of the same header, and none takes it away', () => {
    const config = extra({ location: { proxy_read_timeout: ['10m'], proxy_set_header: ['host shop.example'] }, http: { server_tokens: [] } });
    expect(config).toContain('proxy_read_timeout 10m;');
    expect(config).not.toContain('proxy_read_timeout 1h;');
    expect(config).toContain('proxy_set_header host shop.example;');
    expect(config).not.toContain('$http_host');
    expect(config).toContain('proxy_set_header X-Forwarded-Proto https;');
    expect(config).not.toContain('server_tokens');
  });

  test.each([
    [{ server: { listen: ['8444'] } }, 'extraConfig.server.listen: a list is the library\'s to say: use port'],
    [{ server: { ssl_protocols: ['TLSv1'] } }, 'use profile'],
    [{ location: { proxy_pass: ['http://other'] } }, 'use appPort'],
    [{ main: { daemon: ['on'] } }, 'is the library\'s to say'],
    [{ http: { proxy_set_header: ['A b'] } }, 'use location'],
    [{ server: { add_header: ['A "b'] } }, 'extraConfig.server.add_header[0]: "A \\"b" is not the arguments of one directive'],
    [{ server: { add_header: ['A b; return 200'] } }, 'is not the arguments of one directive'],
    [{ server: { add_header: ['A b } server {'] } }, 'is not the arguments of one directive'],
    [{ server: { add_header: 'A b' } }, 'is text, and must be a list'],
    [{ server: { 'add_header x': ['A b'] } }, 'is not the name of a directive'],
  ])('refuses %j', (extraConfig, message) => expect(() => extra(extraConfig)).toThrow(message));

  test('reads arguments as nginx does, and nothing that is more than that', () => {
    expect(parseArguments('a "b c" \'d "e"\' $f ${g}h "i\\"j"')).toEqual(['a', 'b c', 'd "e"', '$f', '${g}h', 'i"j']);
    expect(parseArguments('')).toEqual([]);
    for (const text of ['"a', 'a;', 'a {', '}', '# a', '"a"b', 'a\nb;']) expect(parseArguments(text)).toBeUndefined();
  });

  test('a value of a subject cannot play a name of it', () => {
    const config = nginx({ clients: { allowed: [TlsClientName.commonName('a.b')] } });
    const pattern = new RegExp(JSON.parse(config.match(/"~(\^SUCCESS.*)" 1;/)!.slice(1).map((p) => `"${p}"`)[0]));
    const allows = (subject: string) => pattern.test(`SUCCESS:${subject}`);
    expect([allows('CN=a.b'), allows('CN=a.b,O=shop'), allows('O=shop,CN=a.b'), allows('OU=x+CN=a.b,O=y')]).toEqual([true, true, true, true]);
    expect([allows('CN=aXb'), allows('CN=a.bc'), allows('O=x\\,CN=a.b'), allows('XCN=a.b'), allows('CN=a.b\\,c')]).toEqual([false, false, false, false, false]);
    expect(pattern.test('FAILED:CN=a.b')).toBe(false);
  });

  test('listens on IPv6 when asked to', () => {
    expect(nginx({ dualStack: true })).toContain('listen [::]:8443 ssl ipv6only=off;');
    expect(nginx()).not.toContain('[::]');
  });
});

describe('HAProxy', () => {
  const extra = (extraConfig: any) => haproxy({ engine: TlsEngine.haproxy({ extraConfig }) });

  test('lines of the user\'s stand behind the library\'s, in their section', () => {
    const sections = extra({ defaults: ['timeout server 10m'], frontend: [' http-request set-header A b '], global: ['tune.bufsize 32768'], backend: ['http-reuse never'] }).split(/\n\n/);
    expect(sections.map((s) => [s.split('\n')[0], s.trimEnd().split('\n').pop()!.trim()])).toEqual([
      ['global', 'tune.bufsize 32768'], ['defaults', 'timeout server 10m'], ['frontend tls', 'http-request set-header A b'], ['backend app', 'http-reuse never'],
      ['frontend health', 'http-request return status 404'],
    ]);
  });

  test.each([
    [{ frontend: ['bind :9000'] }, 'extraConfig.frontend[0]: "bind :9000" is the library\'s to say: use port'],
    [{ global: ['daemon'] }, 'the container would end'],
    [{ global: ['ssl-default-bind-options ssl-min-ver TLSv1.0'] }, 'use profile'],
    [{ defaults: ['mode tcp'] }, 'use protocol'],
    [{ backend: ['server other 10.0.0.1:80'] }, 'use appPort'],
    [{ frontend: ['a\nbackend evil'] }, 'is not one line'],
    [{ frontend: ['listen x'] }, 'sections of your own cannot be given'],
    [{ frontend: [''] }, 'is not one line'],
  ])('refuses %j', (extraConfig, message) => expect(() => extra(extraConfig)).toThrow(message));

  test('bounds its table of connections, and keeps no connection to the app', () => {
    const config = haproxy({ maxConnections: 100 });
    expect(config).toMatch(/global\n(?:  .*\n)*  maxconn 164\n/);
    expect(config).toContain('option http-server-close');
  });

  test('names of clients are any-of', () => {
    const config = haproxy({ clients: { allowed: [TlsClientName.commonName('Front End'), TlsClientName.commonName('b'), TlsClientName.organizationalUnit('shop')] } });
    expect(config).toContain('acl client_allowed ssl_c_s_dn(CN) -m str "Front End" b\n');
    expect(config).toContain('acl client_allowed ssl_c_s_dn(OU) -m str shop\n');
    expect(config).toContain('http-request deny deny_status 403 unless client_allowed\n');
  });
});

/** Flags of `ghostunnel server`, from main.go of v1.11.1: true where one takes a value. */
const FLAGS: Record<string, boolean> = {
  'listen': true, 'target': true, 'target-status': true, 'proxy-protocol': false, 'proxy-protocol-mode': true, 'unsafe-target': false, 'allow-all': false, 'allow-cn': true,
  'allow-ou': true, 'allow-dns': true, 'allow-uri': true, 'disable-authentication': false, 'cert': true, 'key': true, 'cacert': true, 'use-workload-api': false,
  'use-workload-api-addr': true, 'use-workload-api-timeout': true, 'timed-reload': true, 'shutdown-timeout': true, 'connect-timeout': true, 'close-timeout': true,
  'max-conn-lifetime': true, 'max-concurrent-conns': true, 'metrics-graphite': true, 'metrics-url': true, 'metrics-prefix': true, 'metrics-interval': true, 'status': true,
  'enable-pprof': false, 'enable-shutdown': false, 'quiet': true, 'skip-resolve': false, 'disable-landlock': false,
};

describe('ghostunnel', () => {
  const all = [
    ghostunnel(),
    ghostunnel({ protocol: ProxyProtocol.TCP, accessLog: true, dualStack: true, clients: {} }),
    ghostunnel({ certificate: TlsCertificate.spiffeWorkloadApi(), clients: { allowed: [TlsClientName.uriPrefix('spiffe://a/b/')] } }),
    ghostunnel({ clients: { allowed: [TlsClientName.commonName('a'), TlsClientName.organizationalUnit('b'), TlsClientName.dns('c'), TlsClientName.uri('spiffe://d/e')] } }),
    ghostunnel({ engine: TlsEngine.ghostunnel({ extraArgs: ['--proxy-protocol-mode=tls', '--quiet=handshake-errs', '--skip-resolve'] }) }),
  ];

  test('knows every flag, and gives a value to those that take one', () => {
    for (const [command, ...flags] of all) {
      expect(command).toBe('server');
      for (const flag of flags) {
        const [, name, value] = flag.match(/^--([a-z-]+)(?:=(.+))?$/)!;
        expect([flag, FLAGS[name]]).toEqual([flag, value !== undefined]);
      }
    }
  });

  test('is given one kind of access, without which it ends at its start', () => {
    const access = all.map((args) => args.filter((a) => /^--(allow|disable-auth)/.test(a)));
    expect(access).toEqual([
      ['--disable-authentication'], ['--allow-all'], ['--allow-uri=spiffe://a/b/**'],
      ['--allow-cn=a', '--allow-ou=b', '--allow-dns=c', '--allow-uri=spiffe://d/e'], ['--disable-authentication'],
    ]);
  });

  test('believes the authority of clients alone, not the system\'s', () => {
    expect(all[1]).toContain('--cacert=/etc/tls-certificate/ca.crt');
    expect(all[0].some((a) => a.startsWith('--cacert'))).toBe(false);
  });

  test('reads renewed files by itself, ends within its drain time, and its target is loopback', () => {
    expect(all[0]).toEqual(expect.arrayContaining(['--timed-reload=10s', '--shutdown-timeout=10s', '--target=127.0.0.1:8080', '--listen=0.0.0.0:8443']));
    expect(ghostunnel({ drainSeconds: 30 })).toContain('--shutdown-timeout=30s');
    expect(all[1]).toContain('--listen=[::]:8443');
  });

  test('logs connections only when asked to', () => {
    expect([all[0].includes('--quiet=conns'), all[1].includes('--quiet=conns')]).toEqual([true, false]);
  });

  test.each([
    [['--target=10.0.0.1:80'], 'extraArgs[0]: "--target=10.0.0.1:80" is not a flag that can be given'],
    [['--allow-all'], 'is not a flag that can be given'],
    [['--unknown'], 'is not a flag that can be given'],
    [['--skip-resolve=true'], 'takes no value: write --skip-resolve'],
    [['--close-timeout'], 'has no value: write --close-timeout=…'],
    [['--skip-resolve', '--skip-resolve'], 'extraArgs[1]: "--skip-resolve" is given twice'],
  ])('refuses %j', (extraArgs, message) => expect(() => TlsEngine.ghostunnel({ extraArgs })).toThrow(message));
});

describe('Envoy', () => {
  const args = (more: object = {}) => contribute({ engine: TlsEngine.envoy(more) });

  test('has ports of its own, so that an Envoy proxy fits into the same Pod', () => {
    expect(only(args()).loopbackPorts).toEqual([15043]);
    expect(only(args({ adminPort: 15999 })).loopbackPorts).toEqual([15999]);
    expect(() => contribute({ engine: TlsEngine.envoy({ adminPort: 8443 }) })).toThrow('engine.adminPort: 8443 is taken by port');
  });

  test('has its extra configuration checked', () => {
    expect(() => args({ extraConfig: { admin: { address: { socket_address: { address: '0.0.0.0', port_value: 15043 } } } } })).toThrow('is reachable from outside the Pod');
    expect(() => args({ extraArgs: ['--concurrency', '4'] })).toThrow('is given by the library');
  });

  test('redirects beside what the user adds', () => {
    const c = contribute({ engine: TlsEngine.envoy({ extraConfig: { node: { metadata: { a: 'b' } } } }), redirect: { port: 9080 } });
    expect(only(c).ports).toMatchObject({ 'http-redirect': 9080 });
    expect(file(c, 'envoy.yaml')).toContain('https_redirect: true');
  });
});
