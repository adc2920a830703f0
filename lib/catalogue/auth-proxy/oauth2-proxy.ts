/**
 * oauth2-proxy 7.15.3, read at https://github.com/oauth2-proxy/oauth2-proxy/tree/v7.15.3 (pkg/apis/options, pkg/validation,
 * oauthproxy.go, pkg/proxyhttp, Makefile, Dockerfile). No package carries it: nothing here was run.
 */
export const OAUTH2_PROXY = {
  product: 'oauth2-proxy',
  version: '7.15.3',
  images: {
    /** Distroless, user 65532. */
    distroless: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.3',
    /** With a shell, which classic form waits and delays with. Names no user. */
    withShell: 'quay.io/oauth2-proxy/oauth2-proxy:v7.15.3-alpine',
  },
  user: 65532,
  group: 65532,
  size: { cpu: '20m', memory: '64Mi', cpuLimit: '200m', memoryLimit: '128Mi' },
  ports: { proxy: 4180, metrics: 44180 },
  /** What is below it is the proxy's own. Its health is put there too: at their default paths they would hide the app's. */
  prefix: '/oauth2',
  paths: { ping: '/ping', ready: '/ready', callback: '/callback' },
  directories: { secrets: '/etc/oauth2-proxy', lists: '/etc/oauth2-proxy-lists', authority: '/etc/oauth2-proxy-authority' },
  files: { clientSecret: 'client-secret', cookieSecret: 'cookie-secret', emails: 'emails' },
  /** Discovery of the issuer's addresses is part of it. */
  startupSeconds: 60,
  /** TERM: no new connections, requests in flight end first, with no limit of its own. */
  drainSeconds: 5,
  /** Names of cookies that browsers take only over HTTPS; the first only from the host itself. */
  cookieNames: { host: '__Host-oauth2_proxy', domain: '__Secure-oauth2_proxy', plain: '_oauth2_proxy' },
  cookieExpireHours: 168,
  /** Flags that the library gives or that would undo what it does, and what says it instead. */
  ownFlags: {
    '--provider': 'only OIDC is set up here: use a CustomSidecar for another provider',
    '--oidc-issuer-url': 'use issuer', '--login-url': 'use issuer', '--redeem-url': 'use issuer', '--oidc-jwks-url': 'use issuer',
    '--profile-url': 'use issuer', '--skip-oidc-discovery': 'use issuer', '--provider-ca-file': 'use issuerAuthority', '--use-system-trust-store': 'use issuerAuthority',
    '--client-id': 'use clientId', '--client-secret': 'use clientSecret: a secret comes by reference', '--client-secret-file': 'use clientSecret',
    '--cookie-secret': 'use cookieSecret: a secret comes by reference', '--cookie-secret-file': 'use cookieSecret',
    '--redis-password': 'use SessionStore.redis: a secret comes by reference', '--redis-sentinel-password': 'a secret comes by reference',
    '--basic-auth-password': 'it would be a secret in the Pod\'s manifest', '--signature-key': 'it would be a secret in the Pod\'s manifest', '--jwt-key': 'use --jwt-key-file',
    '--session-store-type': 'use sessions', '--redis-connection-url': 'use sessions',
    '--allowed-group': 'use allowedGroups', '--email-domain': 'use emailDomains', '--authenticated-emails-file': 'use emails',
    '--http-address': 'use port', '--https-address': 'put a TlsTerminationSidecar in front', '--metrics-address': 'use metricsPort',
    '--upstream': 'use appPort', '--upstream-timeout': 'use upstreamTimeout', '--proxy-prefix': 'use prefix', '--redirect-url': 'use redirectUrl',
    '--ping-path': 'leave it out: the kubelet asks it', '--ready-path': 'leave it out', '--ping-user-agent': 'leave it out: the kubelet has another',
    '--reverse-proxy': 'use trustedProxies', '--trusted-proxy-ip': 'use trustedProxies',
    '--skip-auth-route': 'use publicRoutes', '--skip-auth-regex': 'use publicRoutes', '--api-route': 'use apiRoutes', '--skip-jwt-bearer-tokens': 'use acceptBearerTokens',
    '--cookie-name': 'use cookie', '--cookie-secure': 'use cookie', '--cookie-domain': 'use cookie', '--cookie-expire': 'use cookie',
    '--cookie-refresh': 'use cookie', '--cookie-samesite': 'use cookie',
    '--pass-user-headers': 'use forward', '--pass-access-token': 'use forward', '--pass-authorization-header': 'use forward',
    '--scope': 'use scopes', '--oidc-groups-claim': 'use groupsClaim', '--oidc-email-claim': 'use emailClaim',
    '--config': 'leave it out: flags win over it', '--alpha-config': 'leave it out: it excludes flags', '--config-test': 'leave it out: the container would end',
    '--convert-config-to-alpha': 'leave it out: the container would end', '--version': 'leave it out: the container would end',
    '--trusted-ip': 'leave it out: whoever has the address would be let in', '--ssl-insecure-skip-verify': 'use issuerAuthority',
  } as Record<string, string>,
} as const;
