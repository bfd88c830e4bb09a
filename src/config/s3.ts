/** Where the bytes of objects are kept: the settings of an S3 engine. */
import { BYTES_OR_NONE, HTTP_URL, oneOf, REGION, S3_BUCKET, S3_KEY_ID, S3_KEY_SECRET, SWITCH } from './kinds.js';
import { one, optional, pairOf, refusedSetting, type SettingValues, unshown } from './settings.js';

export interface S3Config {
  /** URL. Absent: Amazon's of the region. */
  readonly endpoint?: string;
  readonly bucket: string;
  readonly region: string;
  readonly pathStyle: boolean;
  /** Absent: found by the SDK's chain (variables, profile, role of the machine). */
  readonly accessKey?: { readonly id: string; readonly secret: string };
}

export const S3_ROWS = {
  blobs: one(
    oneOf('where', ['files', 's3']),
    'files',
    'what keeps the bytes of objects: files in the data directory, or the S3 engine of the --s3 settings',
  ),
  's3-endpoint': {
    ...optional(
      HTTP_URL,
      'URL of the S3 engine; https is checked against the authorities that Node trusts and those in NODE_EXTRA_CA_CERTS',
    ),
    fallbackText: "Amazon's of --s3-region",
  },
  's3-bucket': optional(S3_BUCKET, 'its bucket, for Tintype alone; made when it is absent and the key may make it'),
  's3-region': one(REGION, 'us-east-1', 'its region'),
  's3-path-style': {
    ...optional(SWITCH, 'the bucket stands in the path and not in the host name'),
    fallbackText: 'true with --s3-endpoint',
  },
  's3-access-key-id': {
    ...optional(S3_KEY_ID, 'key for it'),
    fallbackText: "found by Amazon's chain: variables, profile, role of the machine",
  },
  's3-access-key-secret': unshown(
    optional(S3_KEY_SECRET, 'its secret; better as a variable, since everybody on a machine can read command lines'),
  ),
  'source-cache': one(
    BYTES_OR_NONE,
    10 * 1024 ** 3,
    'originals from the S3 engine kept in the data directory while they are worked on; 0 keeps none',
    '10GB',
  ),
};

/** What only an S3 engine has. Given without one, the bytes would go where nobody expects them. */
const NEEDS_S3 = ['s3-endpoint', 's3-bucket', 's3-access-key-id', 's3-access-key-secret'] as const;

/** Undefined: the bytes are files. @throws ConfigError */
export function s3Of(values: SettingValues<typeof S3_ROWS>): S3Config | undefined {
  if (values.blobs === 'files') {
    const given = NEEDS_S3.find((name) => values[name] !== undefined);
    if (given === undefined) return undefined;
    throw refusedSetting(given, S3_ROWS[given].secret ? '(not shown)' : String(values[given]), 'needs --blobs s3');
  }
  const { 's3-endpoint': endpoint, 's3-bucket': bucket, 's3-region': region } = values;
  if (bucket === undefined) throw refusedSetting('blobs', 's3', 'needs --s3-bucket, the bucket that keeps the bytes');
  const accessKey = pairOf(
    ['s3-access-key-id', values['s3-access-key-id']],
    ['s3-access-key-secret', values['s3-access-key-secret']],
    'S3 key',
  );
  return Object.freeze({
    ...(endpoint !== undefined && { endpoint }),
    bucket,
    region,
    pathStyle: values['s3-path-style'] ?? endpoint !== undefined,
    ...(accessKey && { accessKey: Object.freeze(accessKey) }),
  });
}
