/** What the options in this folder hold, for users whom no compiler tells. */
import { JwtSvid } from './identity-sidecar';
import { FieldsOf } from '../../sidecar/value-shape';

export const JWT_SVID: FieldsOf<JwtSvid> = {
  audience: 'text', extraAudiences: { list: 'text' }, fileName: 'text',
};
