/**
 * Linkerd's policy objects and the Gateway API's routes, as data.
 * https://linkerd.io/2/reference/authorization-policy/ https://linkerd.io/2/reference/retries/
 */
import { Duration } from 'cdk8s';
import { LINKERD } from '../data/linkerd';
import { LinkerdInboundPolicy, LinkerdProps, LinkerdProtocol, LinkerdRoute, LinkerdServer } from '../linkerd-props';
import { given, MeshObject } from '../mesh';

export function linkerdWorkloadObjects(props: LinkerdProps, selector: { readonly [label: string]: string }): MeshObject[] {
  return (props.servers ?? []).flatMap((server) => [
    serverObject(server, selector),
    ...allowed(server, 'accounts', server.clients && {
      identityRefs: server.clients.map((c) => ({ kind: 'ServiceAccount', name: c.serviceAccount, ...(c.inNamespace === undefined ? {} : { namespace: c.inNamespace }) })),
    }),
    ...allowed(server, 'identities', server.identities && { identities: [...server.identities] }),
  ]);
}

function serverObject({ port, protocol, others }: LinkerdServer, selector: { readonly [label: string]: string }): MeshObject {
  return {
    id: `server-${port}`,
    apiVersion: LINKERD.apis.server,
    kind: 'Server',
    spec: () => ({
      podSelector: { matchLabels: { ...selector } },
      port,
      proxyProtocol: protocol ?? LinkerdProtocol.UNKNOWN,
      accessPolicy: others ?? LinkerdInboundPolicy.DENY,
    }),
  };
}

/** All authentications of a policy must hold at once, and an authentication has names or references, not both: a policy for each. */
function allowed({ port }: LinkerdServer, what: string, authentication: { [field: string]: any } | undefined): MeshObject[] {
  if (!authentication) return [];
  const authenticationId = `server-${port}-${what}`;
  return [
    { id: authenticationId, apiVersion: LINKERD.apis.policy, kind: 'MeshTLSAuthentication', spec: () => authentication },
    {
      id: `${authenticationId}-policy`,
      apiVersion: LINKERD.apis.policy,
      kind: 'AuthorizationPolicy',
      spec: (nameOf) => ({
        targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: nameOf(`server-${port}`) },
        requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name: nameOf(authenticationId) }],
      }),
    },
  ];
}

/** Retries and timeouts are annotations of the route: it has no field for retries. */
export function linkerdSharedObjects(props: LinkerdProps): MeshObject[] {
  return (props.routes ?? []).map((route) => ({
    id: [route.service, route.inNamespace, route.port, 'route'].filter((part) => part !== undefined).join('-'),
    apiVersion: LINKERD.apis.gateway,
    kind: 'HTTPRoute',
    metadata: { annotations: routeAnnotations(route) },
    spec: () => ({
      parentRefs: [{ group: '', kind: 'Service', ...reference(route) }],
      rules: [{ backendRefs: [{ group: '', kind: 'Service', ...reference(route) }] }],
    }),
  }));
}

function reference({ service, inNamespace, port }: LinkerdRoute) {
  return { name: service, ...(inNamespace === undefined ? {} : { namespace: inNamespace }), port };
}

function routeAnnotations({ retries, timeout }: LinkerdRoute): { [name: string]: string } {
  const { route } = LINKERD;
  return given({
    [route.retryOn]: retries?.on.join(','),
    [route.retryLimit]: retries && String(retries.attempts),
    [route.retryTimeout]: retries?.perTryTimeout && millis(retries.perTryTimeout),
    [route.requestTimeout]: timeout && millis(timeout),
  });
}

/** Whole numbers only: "1.5s" is refused. */
export function millis(time: Duration): string {
  const amount = time.toMilliseconds({ integral: false });
  return amount % 1000 === 0 ? `${amount / 1000}s` : `${amount}ms`;
}
