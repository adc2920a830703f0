import { Quantity } from '../../../kubernetes/quantity';
import { parseUrl, requireLiteral, requireSecret, requireWhole } from '../arguments';
import { AwsData } from '../pipeline';
import { AwsOutputOptions, CloudWatchLogsOutputProps, S3OutputProps } from './aws-props';
import { BuiltOutput } from './built-output';

export function cloudWatchLogs(props: CloudWatchLogsOutputProps): BuiltOutput {
  const { logGroup: group, logStream: stream, retentionDays } = props;
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  requireName('logGroup', group, /^[.\-_/#A-Za-z0-9]{1,512}$/, 'at most 512 letters, digits and . - _ / #');
  if (stream !== undefined) requireName('logStream', stream, /^[^:*]{1,512}$/, 'at most 512 characters, no ":" and no "*"');
  if (retentionDays !== undefined) {
    if (!RETENTION_DAYS.includes(retentionDays)) {
      throw new Error(`retentionDays: ${retentionDays} is not a time that CloudWatch Logs knows: use one of ${RETENTION_DAYS.join(', ')}`);
    }
    if (!props.createGroup) throw new Error(`retentionDays: ${retentionDays} has an effect only on a group that is made here: set createGroup too`);
  }
  const data = {
    kind: 'cloudWatchLogs' as const,
    aws: awsData(props),
    group,
    createGroup: props.createGroup ?? false,
    ...(stream === undefined ? {} : { stream }),
    ...(retentionDays === undefined ? {} : { retentionDays }),
  };
  return { kind: 'cloudWatchLogs', defaultName: 'cloudwatch', volumes: [], data: (common) => ({ ...common, ...data }) };
}

export function s3(props: S3OutputProps): BuiltOutput {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  requireName('bucket', props.bucket, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, '3 to 63 lower-case letters, digits, "." and "-"');
  const prefix = props.keyPrefix ?? 'logs';
  requireName('keyPrefix', prefix, /^[A-Za-z0-9!_.*'()-]+(\/[A-Za-z0-9!_.*'()-]+)*$/, 'letters, digits, "-", "_", "." and "/" between, neither first nor last');
  const objectBytes = Quantity.parse(props.objectSize ?? '16Mi', 'objectSize').value();
  if (objectBytes < 1_000_000n || objectBytes > 1_000_000_000n) {
    throw new Error(`objectSize: "${props.objectSize}" is out of range: it must be from "1M" to "1G"`);
  }
  const data = {
    kind: 's3' as const,
    aws: awsData(props),
    bucket: props.bucket,
    prefix,
    uploadSeconds: requireWhole('uploadSeconds', props.uploadSeconds ?? 300, 60, 86400),
    objectBytes,
  };
  return { kind: 's3', defaultName: 's3', volumes: [], data: (common) => ({ ...common, ...data }) };
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

function requireName(path: string, value: string, pattern: RegExp, rule: string): void {
  if (!pattern.test(value)) throw new Error(`${path}: "${value}" is not a name that AWS takes: use ${rule}`);
  requireLiteral(path, value);
}

export function awsData(o: Pick<AwsOutputOptions, 'region' | 'roleArn' | 'endpoint' | 'credentials'>, prefix?: string): AwsData {
  const path = (name: string) => (prefix ? prefix + name[0].toUpperCase() + name.slice(1) : name);
  if (!/^[a-z]{2,3}(-[a-z]+)+-\d$/.test(o.region)) throw new Error(`${path('region')}: "${o.region}" is not an AWS region: write it like "eu-west-1"`);
  if (o.roleArn !== undefined && !/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(o.roleArn)) {
    throw new Error(`${path('roleArn')}: "${o.roleArn}" is not a role: write it like "arn:aws:iam::123456789012:role/logs"`);
  }
  return {
    region: o.region,
    ...(o.roleArn === undefined ? {} : { roleArn: o.roleArn }),
    ...(o.endpoint === undefined ? {} : { endpoint: parseUrl('endpoint', o.endpoint) }),
    ...(o.credentials ? {
      accessKeyId: requireSecret('credentials.accessKeyId', o.credentials.accessKeyId),
      secretAccessKey: requireSecret('credentials.secretAccessKey', o.credentials.secretAccessKey),
    } : {}),
  };
}
