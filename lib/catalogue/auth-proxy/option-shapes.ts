/** What the options in this folder hold, for users whom no compiler tells. */
import { OidcEndpoints } from './oidc-issuer';
import { RedisSessionOptions } from './session-store';
import { ENV_SOURCE, FieldsOf } from '../../sidecar/value-shape';

export const OIDC_ENDPOINTS: FieldsOf<OidcEndpoints> = {
  loginUrl: 'text', redeemUrl: 'text', jwksUrl: 'text', profileUrl: 'text',
};

export const REDIS_SESSION_OPTIONS: FieldsOf<RedisSessionOptions> = {
  url: 'text', password: ENV_SOURCE,
};
