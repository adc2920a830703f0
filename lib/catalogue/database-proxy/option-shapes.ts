/** What the options in this folder hold, for users whom no compiler tells. */
import { CloudSqlInstanceOptions } from './cloud-sql-instance';
import { FieldsOf } from '../../sidecar/value-shape';

export const CLOUD_SQL_INSTANCE_OPTIONS: FieldsOf<CloudSqlInstanceOptions> = {
  port: 'number', envPrefix: 'text', network: { oneOf: ['public', 'private', 'psc'] }, iamLogin: 'boolean',
};
