/** Flags, TINTYPE_* variables and a JSON file become one frozen, validated Config. Every option is a row of SETTINGS. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import {
  ADDRESS,
  BYTES,
  BYTES_OR_NONE,
  count,
  DOMAIN,
  FACE,
  KEY_ID,
  KEY_SECRET,
  NETWORK,
  oneOf,
  PATH,
  PORT,
  POSTGRES_URL,
  REGION,
  SWITCH,
  VALKEY_URL,
} from './config/kinds.js';
import { MIRROR_ROWS, type MirrorConfig, mirrorOf } from './config/mirror.js';
import { S3_ROWS, type S3Config, s3Of } from './config/s3.js';
import {
  ConfigError,
  many,
  one,
  optional,
  pairOf,
  readSettings,
  refusedSetting,
  type SettingSources,
  type SettingValues,
  secret,
  section,
  unflagged,
  unshown,
} from './config/settings.js';
import { type Pems, tlsOf } from './config/tls.js';
import { GUIDE_LIMITS, type Limits } from './process/formats/limits.js';
import type { FaceSettings } from './process/text/faces.js';

export { ConfigError };

export interface Config {
  /** Where the data port binds. */
  readonly host: string;
  readonly port: number;
  readonly consoleHost: string;
  readonly consolePort: number;
  /** Absolute path. */
  readonly data: string;
  /** URL of a PostgreSQL database. Absent: SQLite in the data directory. */
  readonly metadata?: string;
  /** The S3 engine that keeps the bytes. Absent: files in the data directory. */
  readonly s3?: S3Config;
  /** Bytes of originals from the S3 engine kept in the data directory; 0 keeps none. */
  readonly sourceCache: number;
  /** Base domains, lower case, without port. */
  readonly domains: readonly string[];
  readonly region: string;
  /** PEM texts, read and found to fit each other. */
  readonly tls?: Pems;
  /** Addresses and CIDR blocks whose forwarded headers count. */
  readonly trustedProxies: readonly string[];
  /** Workers have fewer rights than the server, as far as the system allows. */
  readonly confined: boolean;
  /** Fill an empty store with sample pictures. */
  readonly demo: boolean;
  /** Bytes of the data directory's disk that nothing may take: writes are refused, reads and deletions go on. */
  readonly diskReserve: number;
  /** Objects that are read whole are compared with their checksum first. */
  readonly verifyReads: boolean;
  readonly workers: number;
  /** URL of a Valkey that shares rendered pictures with other nodes. */
  readonly valkey?: string;
  /** Bytes of rendered pictures kept; 0 keeps none. */
  readonly cache: { readonly memory: number; readonly disk: number };
  readonly limits: Limits;
  /** Styles that a bucket may have. */
  readonly bucketStyles: number;
  /** How many buckets of one account may have settings for IMG domains. */
  readonly accountChannels: number;
  /** Processed pictures carry Server-Timing. */
  readonly serverTiming: boolean;
  /** Of objects that are fetched from origins. */
  readonly mirror: MirrorConfig;
  readonly fonts: FaceSettings;
  readonly logLevel: LogLevel;
  /** Given by the operator; absent: kept in the data directory. */
  readonly rootKey?: { readonly accessKeyId: string; readonly accessKeySecret: string };
}

const LOG_LEVELS = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const PIXELS = count('pixels', 1, 2_000_000_000);

export const SETTINGS = {
  ...section('Network:', {
    host: one(ADDRESS, '127.0.0.1', 'where the data port listens; 0.0.0.0 opens it to every network'),
    port: one(PORT, 9000, 'the data port: the OSS API and the pictures'),
    'console-host': one(ADDRESS, '127.0.0.1', 'where the console port listens'),
    'console-port': one(PORT, 9001, 'console, /live, /ready and /metrics'),
    domain: many(
      DOMAIN,
      ['localhost', '127.0.0.1', 'aliyuncs.com'],
      'base domain: BUCKET.<domain> and <domain>/BUCKET reach a bucket',
    ),
    region: one(REGION, 'cn-hangzhou', 'the region that buckets report'),
    'tls-cert': optional(PATH, 'PEM file with the certificate chain; both ports then speak HTTPS'),
    'tls-key': optional(PATH, "PEM file with the certificate's key"),
    'trusted-proxy': many(NETWORK, [], 'proxy whose X-Forwarded-For and -Proto count'),
  }),
  ...section('Storage and access:', {
    data: one(PATH, './data', "the server's data directory, which serve makes when it is missing"),
    metadata: {
      ...unshown(
        optional(
          POSTGRES_URL,
          'database for all that is known of buckets and objects; the bytes are where --blobs says',
        ),
      ),
      fallbackText: 'SQLite in the data directory',
    },
    ...S3_ROWS,
    'disk-reserve': one(
      BYTES,
      64 * 1024 ** 2,
      'room on the disk under which writes are refused; reading and deleting go on',
      '64MB',
    ),
    'verify-reads': one(
      SWITCH,
      false,
      'compare every object that is read whole with its checksum before it is sent; a damaged one is 500, never wrong bytes',
    ),
    'no-confinement': one(
      SWITCH,
      false,
      'run workers with the rights and the network of the server, for systems where that cannot be had otherwise',
    ),
    'no-demo': one(SWITCH, false, 'leave an empty store empty: no bucket of sample pictures'),
    'access-key-id': unflagged(optional(KEY_ID, 'id of the root key pair')),
    'access-key-secret': secret(optional(KEY_SECRET, 'secret of the root key pair')),
  }),
  ...section('Fonts of text watermarks:', {
    fonts: {
      ...optional(PATH, 'directory of font files: they draw the names they are called by and fill gaps of the others'),
      fallbackText: 'fonts in the data directory',
    },
    face: many(FACE, [], 'a file of that directory, or a path, draws one of the names'),
  }),
  ...section('Origins that buckets mirror:', MIRROR_ROWS),
  ...section('Work and limits:', {
    workers: one(count('n', 1, 256), availableParallelism(), 'processes that work on pictures', 'one per core'),
    'cache-memory': one(BYTES_OR_NONE, 128 * 1024 ** 2, 'rendered pictures kept in memory; 0 keeps none', '128MB'),
    'cache-disk': one(
      BYTES_OR_NONE,
      10 * 1024 ** 3,
      'rendered pictures kept in the data directory; 0 keeps none',
      '10GB',
    ),
    valkey: unshown(optional(VALKEY_URL, 'Valkey or Redis that shares rendered pictures among nodes; none is needed')),
    'limit-profile': one(
      oneOf('name', ['guide', 'current']),
      GUIDE_LIMITS.profile,
      'w and h of resize: guide 1-4096, current 1-16384',
    ),
    'limit-source-bytes': one(BYTES, GUIDE_LIMITS.sourceBytes, 'largest source picture', '20MB'),
    'limit-source-side': one(PIXELS, GUIDE_LIMITS.sourceSide, 'longest side of a source'),
    'limit-source-pixels': one(PIXELS, GUIDE_LIMITS.sourcePixels, 'pixels of a source, all frames together'),
    'limit-target-area': one(PIXELS, GUIDE_LIMITS.targetArea, 'pixels of a resized picture'),
    'limit-target-side': one(PIXELS, GUIDE_LIMITS.targetSide, 'longest side of a resized picture'),
    'limit-rotation-side': one(PIXELS, GUIDE_LIMITS.rotationSide, 'longest side of a picture to rotate'),
    'bucket-styles': one(count('n', 0, 10_000), 50, 'styles that a bucket may have'),
    'account-channels': one(count('n', 0, 10_000), 10, 'buckets of an account that may have settings for IMG domains'),
    'no-server-timing': one(
      SWITCH,
      false,
      'no Server-Timing on processed pictures: whether it was kept, how long it waited and was worked on',
    ),
    'log-level': one(
      oneOf('level', LOG_LEVELS),
      'info',
      'which requests are logged: info all, warn 4xx and 5xx, error 5xx, silent none',
    ),
  }),
};

export type SettingName = keyof typeof SETTINGS;
type LimitName = Extract<SettingName, `limit-${string}`>;
export type Values = SettingValues<typeof SETTINGS>;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
export const FONT_SETTINGS = ['data', 'fonts', 'face'] as const;
export const LIMIT_NAMES = SETTING_NAMES.filter((name): name is LimitName => name.startsWith('limit-'));

/** Reads, checks and freezes. @throws ConfigError with one line for the terminal. */
export function loadConfig(sources: SettingSources): Config {
  const values: Values = readSettings(SETTINGS, SETTING_NAMES, sources);
  if (values.port !== 0 && values.port === values['console-port'] && values.host === values['console-host']) {
    throw refusedSetting(
      'console-port',
      String(values.port),
      'must differ from --port, which has the same value and host',
    );
  }
  const tls = tlsOf(values);
  const rootKey = rootKeyOf(values);
  const s3 = s3Of(values);
  return Object.freeze({
    host: values.host,
    port: values.port,
    consoleHost: values['console-host'],
    consolePort: values['console-port'],
    data: resolve(values.data),
    ...(values.metadata !== undefined && { metadata: values.metadata }),
    ...(s3 && { s3 }),
    sourceCache: values['source-cache'],
    domains: Object.freeze([...new Set(values.domain)]),
    region: values.region,
    ...(tls && { tls: Object.freeze(tls) }),
    trustedProxies: Object.freeze([...values['trusted-proxy']]),
    confined: !values['no-confinement'],
    demo: !values['no-demo'],
    diskReserve: values['disk-reserve'],
    verifyReads: values['verify-reads'],
    workers: values.workers,
    ...(values.valkey !== undefined && { valkey: values.valkey }),
    cache: Object.freeze({ memory: values['cache-memory'], disk: values['cache-disk'] }),
    limits: limitsOf(values),
    bucketStyles: values['bucket-styles'],
    accountChannels: values['account-channels'],
    serverTiming: !values['no-server-timing'],
    mirror: mirrorOf(values),
    fonts: fontsOf(values),
    logLevel: values['log-level'],
    ...(rootKey && { rootKey: Object.freeze(rootKey) }),
  });
}

/** The limits alone, for the commands that work on pictures without a server. */
export function loadLimits(sources: SettingSources): Limits {
  return limitsOf(readSettings(SETTINGS, LIMIT_NAMES, sources));
}

/** The fonts alone, for the same commands. */
export function loadFonts(sources: SettingSources): FaceSettings {
  return fontsOf(readSettings(SETTINGS, FONT_SETTINGS, sources));
}

function fontsOf({ data, fonts, face }: Pick<Values, (typeof FONT_SETTINGS)[number]>): FaceSettings {
  if (fonts !== undefined && !statSync(fonts, { throwIfNoEntry: false })?.isDirectory()) {
    throw refusedSetting('fonts', fonts, 'must be a directory of font files');
  }
  const files = Object.fromEntries(face.map(({ name, file }) => [name, file]));
  return Object.freeze({ directory: resolve(fonts ?? join(data, 'fonts')), files: Object.freeze(files) });
}

function limitsOf(values: Pick<Values, LimitName>): Limits {
  return Object.freeze({
    profile: values['limit-profile'],
    sourceBytes: values['limit-source-bytes'],
    sourceSide: values['limit-source-side'],
    sourcePixels: values['limit-source-pixels'],
    targetArea: values['limit-target-area'],
    targetSide: values['limit-target-side'],
    rotationSide: values['limit-rotation-side'],
  });
}

/** The root key pair, when the operator gave one. */
export function rootKeyOf(values: Pick<Values, 'access-key-id' | 'access-key-secret'>): Config['rootKey'] {
  const pair = pairOf(
    ['access-key-id', values['access-key-id']],
    ['access-key-secret', values['access-key-secret']],
    'root key pair',
  );
  return pair && { accessKeyId: pair.id, accessKeySecret: pair.secret };
}
