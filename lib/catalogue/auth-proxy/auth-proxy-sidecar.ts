import { Construct } from 'constructs';
import { oauth2ProxyArgs } from './args';
import { AuthProxyPlan } from './auth-proxy-plan';
import { AuthProxySidecarProps } from './auth-proxy-sidecar-props';
import { OAUTH2_PROXY } from './oauth2-proxy';
import { toLabel } from '../../kubernetes/names';
import {
  EnvSource, FindingSeverity, HealthCheck, PodContext, SharedVolume, Sidecar, SidecarContainer, SidecarContribution, SidecarForm, SidecarMount,
  SidecarNote, SidecarPhase, SidecarResources,
} from '../../sidecar';
import { goMemoryLimit } from '../common/go-memory-limit';
import { secretFiles } from '../common/secret-key-reference';
import { literal } from '../common/text-env';
import { waitWithWget } from '../common/wait-with-wget';

/**
 * A login in front of an app that has none: oauth2-proxy, with an OpenID Connect issuer.
 *
 * @example
 * declare const chart: Chart;
 * const login = new AuthProxySidecar(chart, 'login', {
 *   issuer: OidcIssuer.discovered('https://login.example.com/realms/shop'),
 *   clientId: 'shop',
 *   clientSecret: { secretName: 'shop-login', key: 'client-secret' },
 *   cookieSecret: { secretName: 'shop-login', key: 'cookie-secret' },
 *   allowedGroups: ['shop-operators'],
 *   redirectUrl: 'https://shop.example.com/oauth2/callback',
 *   publicRoutes: [{ path: RoutePath.prefix('/static/') }],
 * });
 */
export class AuthProxySidecar extends Sidecar {
  private readonly plan: AuthProxyPlan;

  constructor(scope: Construct, id: string, private readonly props: AuthProxySidecarProps) {
    super(scope, id);
    this.plan = new AuthProxyPlan(props);
  }

  public contribute(pod: PodContext): SidecarContribution {
    const name = toLabel(pod.attachment) || 'login';
    const model = this.plan.modelFor(pod);
    const shell = pod.form === SidecarForm.CLASSIC && this.props.image === undefined;
    const resources = this.props.resources ?? SidecarResources.of(OAUTH2_PROXY.size);
    const ping = model.prefix + OAUTH2_PROXY.paths.ping;
    const container: SidecarContainer = {
      name,
      image: this.props.image ?? (shell ? OAUTH2_PROXY.images.withShell : OAUTH2_PROXY.images.distroless),
      hasShell: shell,
      args: [...oauth2ProxyArgs(model), ...this.props.extraArgs ?? []].map(literal),
      env: { GOMEMLIMIT: goMemoryLimit(resources), ...this.props.sessions?._env() } as { [name: string]: EnvSource },
      ports: { 'login': model.port, 'login-metrics': model.metricsPort },
      // The process itself. `/ready` fails with Redis, whose outage is no reason to take the app out of its Service.
      health: HealthCheck.http(model.port, ping, {
        startupSeconds: OAUTH2_PROXY.startupSeconds,
        classicWaitCommand: shell ? waitWithWget(model.port, ping, OAUTH2_PROXY.startupSeconds) : undefined,
      }),
      resources,
      user: OAUTH2_PROXY.user,
      group: OAUTH2_PROXY.group,
      mounts: this.mounts(name.slice(0, 50)),
      drainSeconds: OAUTH2_PROXY.drainSeconds,
      fields: this.props.fields,
    };
    return {
      phase: SidecarPhase.NETWORK,
      purpose: 'login',
      containers: [container],
      fronts: [{ container: name, port: model.port, appPort: model.appPort }],
      notes: this.notes(name),
    };
  }

  private mounts(prefix: string): SidecarMount[] {
    const { directories, files } = OAUTH2_PROXY;
    const { clientSecret, cookieSecret, issuerAuthority } = this.props;
    const secrets = secretFiles(`${prefix}-secrets`, { [files.clientSecret]: clientSecret, [files.cookieSecret]: cookieSecret });
    const authority = issuerAuthority?._volume(`${prefix}-authority`);
    return [
      { volume: secrets, path: directories.secrets, readOnly: true },
      ...(this.plan.emails === undefined ? [] : [{
        volume: SharedVolume.files(`${prefix}-lists`, { [files.emails]: this.plan.emails }), path: directories.lists, readOnly: true,
      }]),
      ...(authority ? [{ volume: authority, path: directories.authority, readOnly: true }] : []),
    ];
  }

  private notes(name: string): SidecarNote[] {
    const needs = [
      ...(this.props.issuer._model().endpoints ? [] : ['the issuer, whose addresses it discovers (OidcIssuer.withEndpoints gives them instead)']),
      ...(this.props.sessions?._redisUrl ? ['Redis'] : []),
    ];
    if (needs.length === 0) return [];
    return [{
      code: 'login-needs-at-start',
      severity: FindingSeverity.INFO,
      message: `"${name}" does not start without ${needs.join(' and ')}: during an outage Pods that run go on, and new ones wait`,
    }];
  }
}
