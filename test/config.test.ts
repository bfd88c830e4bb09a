import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { environmentName } from '#src/config/settings.js';
import { type Config, ConfigError, loadConfig, loadLimits, SETTING_NAMES, type SettingName } from '#src/config.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';

const CERT = fileURLToPath(new URL('http/tls/localhost.crt', import.meta.url));
const KEY = fileURLToPath(new URL('http/tls/localhost.key', import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'tintype-config-'));
afterAll(() => rmSync(directory, { recursive: true }));

interface Given {
  readonly flags?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly file?: unknown;
}

function load({ flags = {}, env = {}, file }: Given): Config {
  return loadConfig({ flags: file === undefined ? flags : { ...flags, config: written(file) }, env });
}

function written(content: unknown): string {
  const path = join(directory, 'tintype.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function refusal(given: Given): string {
  try {
    load(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { message } = error as ConfigError;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('was accepted');
}

const S3 = { bucket: 'bytes', region: 'us-east-1', pathStyle: false };
const S3_FLAGS = { blobs: 's3', 's3-bucket': 'bytes' };

const NAMED = {
  kind: 's3',
  endpoint: 'https://s3.example',
  bucket: 'old',
  region: 'us-east-1',
  buckets: ['photos'],
} as const;
const ORIGINS = join(directory, 'origins.json');
writeFileSync(ORIGINS, JSON.stringify({ old: { ...NAMED, accessKeyId: 'KEY', accessKeySecret: 's3cret' } }), {
  mode: 0o600,
});
const ORIGIN = { ...NAMED, name: 'old', key: { id: 'KEY', secret: 's3cret' }, addressing: 'path', allow: [] } as const;

/** For each setting a value that is not its default, and what of the Config then changes. */
const SAMPLES: Readonly<
  Record<SettingName, readonly [text: string, change: Partial<Config>, companions?: Record<string, string>]>
> = {
  host: ['0.0.0.0', { host: '0.0.0.0' }],
  port: ['8080', { port: 8080 }],
  'console-host': ['::1', { consoleHost: '::1' }],
  'console-port': ['0', { consolePort: 0 }],
  domain: ['Img.Example,oss.test', { domains: ['img.example', 'oss.test'] }],
  region: ['eu-central-1', { region: 'eu-central-1' }],
  'tls-cert': [CERT, {}, { 'tls-key': KEY }],
  'tls-key': [KEY, {}, { 'tls-cert': CERT }],
  'trusted-proxy': ['10.0.0.0/8,::1', { trustedProxies: ['10.0.0.0/8', '::1'] }],
  'cache-memory': ['0', { cache: { memory: 0, disk: 10 * 1024 ** 3 } }],
  'cache-disk': ['2GB', { cache: { memory: 128 * 1024 ** 2, disk: 2 * 1024 ** 3 } }],
  'bucket-styles': ['7', { bucketStyles: 7 }],
  'account-channels': ['7', { accountChannels: 7 }],
  'mirror-allow': [
    '10.1.0.0/16',
    { mirror: { allow: ['10.1.0.0/16'], bytes: 1024 ** 3, within: 300_000, origins: [] } },
  ],
  'mirror-bytes': ['5MB', { mirror: { allow: [], bytes: 5 * 1024 ** 2, within: 300_000, origins: [] } }],
  'mirror-seconds': ['7', { mirror: { allow: [], bytes: 1024 ** 3, within: 7000, origins: [] } }],
  'mirror-origins': [ORIGINS, { mirror: { allow: [], bytes: 1024 ** 3, within: 300_000, origins: [ORIGIN] } }],
  data: ['/srv/tintype', { data: resolve('/srv/tintype') }],
  metadata: [
    'postgres://t@db.example/tintype?sslmode=verify-full',
    { metadata: 'postgres://t@db.example/tintype?sslmode=verify-full' },
  ],
  blobs: ['s3', { s3: S3 }, { 's3-bucket': 'bytes' }],
  's3-endpoint': [
    'https://s3.example:9000',
    { s3: { ...S3, endpoint: 'https://s3.example:9000', pathStyle: true } },
    S3_FLAGS,
  ],
  's3-bucket': ['bytes', { s3: S3 }, { blobs: 's3' }],
  's3-region': ['eu-central-1', { s3: { ...S3, region: 'eu-central-1' } }, S3_FLAGS],
  's3-path-style': ['true', { s3: { ...S3, pathStyle: true } }, S3_FLAGS],
  's3-access-key-id': [
    'KEY',
    { s3: { ...S3, accessKey: { id: 'KEY', secret: 'a/+=' } } },
    { ...S3_FLAGS, 's3-access-key-secret': 'a/+=' },
  ],
  's3-access-key-secret': [
    'a/+=',
    { s3: { ...S3, accessKey: { id: 'KEY', secret: 'a/+=' } } },
    { ...S3_FLAGS, 's3-access-key-id': 'KEY' },
  ],
  'source-cache': ['0', { sourceCache: 0 }],
  'disk-reserve': ['5GB', { diskReserve: 5 * 1024 ** 3 }],
  'verify-reads': ['true', { verifyReads: true }],
  'no-confinement': ['true', { confined: false }],
  'no-demo': ['true', { demo: false }],
  'access-key-id': [
    'OWNER',
    { rootKey: { accessKeyId: 'OWNER', accessKeySecret: 's3cret' } },
    { 'access-key-secret': 's3cret' },
  ],
  'access-key-secret': [
    's3cret',
    { rootKey: { accessKeyId: 'OWNER', accessKeySecret: 's3cret' } },
    { 'access-key-id': 'OWNER' },
  ],
  fonts: [tmpdir(), { fonts: { directory: tmpdir(), files: {} } }],
  face: [
    'fangzhengkaiti=FZKTK.TTF,wqy-zenhei=/fonts/a=b.ttf',
    {
      fonts: {
        directory: resolve('data', 'fonts'),
        files: { fangzhengkaiti: 'FZKTK.TTF', 'wqy-zenhei': '/fonts/a=b.ttf' },
      },
    },
  ],
  workers: ['250', { workers: 250 }],
  valkey: ['rediss://u:p@cache.example:6380/1', { valkey: 'rediss://u:p@cache.example:6380/1' }],
  'limit-profile': ['current', { limits: { ...GUIDE_LIMITS, profile: 'current' } }],
  'limit-source-bytes': ['64MB', { limits: { ...GUIDE_LIMITS, sourceBytes: 64 * 1024 * 1024 } }],
  'limit-source-side': ['5000', { limits: { ...GUIDE_LIMITS, sourceSide: 5000 } }],
  'limit-source-pixels': ['1000000', { limits: { ...GUIDE_LIMITS, sourcePixels: 1_000_000 } }],
  'limit-target-area': ['65536', { limits: { ...GUIDE_LIMITS, targetArea: 65_536 } }],
  'limit-target-side': ['9000', { limits: { ...GUIDE_LIMITS, targetSide: 9000 } }],
  'limit-rotation-side': ['8192', { limits: { ...GUIDE_LIMITS, rotationSide: 8192 } }],
  'no-server-timing': ['true', { serverTiming: false }],
  'log-level': ['warn', { logLevel: 'warn' }],
};

test('without anything the service runs on this machine alone, as the README says', () => {
  expect(load({})).toEqual({
    host: '127.0.0.1',
    port: 9000,
    consoleHost: '127.0.0.1',
    consolePort: 9001,
    data: resolve('data'),
    domains: ['localhost', '127.0.0.1', 'aliyuncs.com'],
    region: 'cn-hangzhou',
    sourceCache: 10 * 1024 ** 3,
    trustedProxies: [],
    confined: true,
    demo: true,
    diskReserve: 64 * 1024 ** 2,
    verifyReads: false,
    cache: { memory: 128 * 1024 ** 2, disk: 10 * 1024 ** 3 },
    workers: availableParallelism(),
    limits: GUIDE_LIMITS,
    bucketStyles: 50,
    accountChannels: 10,
    serverTiming: true,
    mirror: { allow: [], bytes: 1024 ** 3, within: 300_000, origins: [] },
    fonts: { directory: resolve('data', 'fonts'), files: {} },
    logLevel: 'info',
  });
});

describe.each(SETTING_NAMES)('%s', (name) => {
  const [text, change, companions = {}] = SAMPLES[name];
  const all = { ...companions, [name]: text };

  test('means the same as a flag, as a variable and in the file', () => {
    const env = Object.fromEntries(Object.entries(all).map(([key, value]) => [environmentName(key), value]));
    const byFlag = load({ flags: all });
    expect(byFlag).toMatchObject(change);
    expect(byFlag).not.toEqual(load({}));
    expect(load({ env })).toEqual(byFlag);
    expect(load({ file: all })).toEqual(byFlag);
  });
});

test('a flag beats a variable, a variable beats the file', () => {
  const file = { port: 1, workers: 1, region: 'from-file' };
  const config = load({ flags: { port: '3' }, env: { TINTYPE_PORT: '2', TINTYPE_WORKERS: '2' }, file });
  expect(config).toMatchObject({ port: 3, workers: 2, region: 'from-file' });
});

test('the file takes numbers, switches and lists as JSON', () => {
  const file = { port: 8080, 'no-demo': true, domain: ['a.example', 'b.example'], 'trusted-proxy': [] };
  expect(load({ file })).toMatchObject({ port: 8080, demo: false, domains: ['a.example', 'b.example'] });
});

test('TINTYPE_CONFIG names the file', () => {
  expect(load({ env: { TINTYPE_CONFIG: written({ region: 'from-file' }) } }).region).toBe('from-file');
});

test('a config is frozen through and through', () => {
  const config = load({ flags: { domain: 'a.example', 'tls-cert': CERT, 'tls-key': KEY, 'mirror-origins': ORIGINS } });
  for (const part of [
    config,
    config.domains,
    config.trustedProxies,
    config.limits,
    config.fonts,
    config.fonts.files,
    config.tls,
    config.mirror.origins,
    config.mirror.origins[0]?.key,
  ]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

const REFUSED: readonly [SettingName, ...string[]][] = [
  ['port', '-1', '65536', '9000.5', '0x50', 'abc', '1e3', ''],
  ['console-port', '65536'],
  ['host', 'http://localhost', 'localhost:9000', '300.1.1.1', 'a b', '-x', ''],
  ['domain', 'oss.example:9000', 'http://oss.example', '.example', 'ok.example,_', ''],
  ['region', 'CN', 'cn hangzhou', '-cn', 'x'.repeat(64)],
  ['trusted-proxy', '10.0.0.0/33', '::1/129', '10.0.0', 'proxy.example', '10.0.0.0/8/8', '10.0.0.0/'],
  ['no-confinement', 'maybe', '2'],
  ['no-demo', 'maybe', '2'],
  ['verify-reads', 'sometimes'],
  ['blobs', 'S3', 'disk'],
  ['s3-endpoint', 's3.example', 'ftp://s3.example', 'https://s3.example/path', 'https://u:p@s3.example', 'http://'],
  ['s3-bucket', 'ab', 'Bytes', 'a..b', '-ab', 'a_b'],
  ['s3-region', 'EU'],
  ['s3-path-style', 'maybe'],
  ['source-cache', '-1', 'all'],
  ['no-server-timing', 'rarely'],
  ['workers', '0', '257', '-1', 'all'],
  ['limit-profile', 'Guide', 'live'],
  ['limit-source-bytes', '0', '20XB', '-5', '1.5MB', '2000GB'],
  ['limit-target-area', '0', '2000000001'],
  ['fonts', '/nowhere', CERT],
  ['face', 'kaiti=a.ttf', 'fangzhengkaiti=', 'fangzhengkaiti', '=a.ttf', 'wqy-zenhei=a.ttc,FANGZHENGKAITI=b.ttf'],
  ['log-level', 'loud'],
];

describe.each(REFUSED)('--%s refuses', (name, ...texts) => {
  test.each(texts)("'%s', in one line with option, value and what is allowed", (text) => {
    const shown = text.split(',').at(-1) ?? '';
    const message = refusal({ flags: { [name]: text } });
    expect(message).toMatch(new RegExp(`^--${name} `));
    expect(message).toContain(shown);
    expect(message).toContain(': must be ');
  });
});

test.each<[SettingName, string, Partial<Config>]>([
  ['port', '65535', { port: 65_535 }],
  ['port', '0', { port: 0 }],
  ['workers', '256', { workers: 256 }],
  ['trusted-proxy', '0.0.0.0/0 ::/128', { trustedProxies: ['0.0.0.0/0', '::/128'] }],
  ['limit-source-bytes', '1 GB', { limits: { ...GUIDE_LIMITS, sourceBytes: 1024 ** 3 } }],
  ['no-demo', 'off', { demo: true }],
])('--%s takes %s', (name, text, change) => {
  expect(load({ flags: { [name]: text } })).toMatchObject(change);
});

test('a refusal says where the value came from', () => {
  expect(refusal({ env: { TINTYPE_PORT: '70000' } })).toBe(
    '--port 70000 (from TINTYPE_PORT): must be a port number from 0 to 65535 (0 picks a free one).',
  );
  expect(refusal({ file: { port: 70_000 } })).toContain(`--port 70000 (from ${directory}/tintype.json): must be`);
});

test('a secret is never shown', () => {
  const message = refusal({ env: { TINTYPE_ACCESS_KEY_ID: 'OWNER', TINTYPE_ACCESS_KEY_SECRET: 'two words' } });
  expect(message).toContain('access-key-secret');
  expect(message).not.toContain('two words');
});

test.each(['cache.example:6379', 'http://cache', 'redis://u:hidden@', 'redis://u:hidden@cache/name'])(
  '--valkey refuses %s without showing a password',
  (text) => {
    const message = refusal({ flags: { valkey: text } });
    expect(message).toMatch(/^--valkey '\(not shown\)': must be a Valkey or Redis URL, such as /);
    expect(message).not.toContain('hidden');
  },
);

test.each([
  '/srv/metadata.db',
  'mysql://u:hidden@db/t',
  'postgres:///t',
  'postgres://u:hidden@db',
  'postgres://u:hidden@db:0x/t',
])('--metadata refuses %s without showing a password', (text) => {
  const message = refusal({ flags: { metadata: text } });
  expect(message).toMatch(/^--metadata '\(not shown\)': must be a PostgreSQL URL with host and database, such as /);
  expect(message).not.toContain('hidden');
});

test.each([
  [{ env: { TINTYPE_ACCESS_KEY_ID: 'OWNER' } }, /^TINTYPE_ACCESS_KEY_SECRET is not set/],
  [{ env: { TINTYPE_ACCESS_KEY_SECRET: 's3cret' } }, /^TINTYPE_ACCESS_KEY_ID is not set/],
  [{ flags: { 'tls-cert': CERT } }, /^--tls-cert .*: needs --tls-key/],
  [{ flags: { 'tls-key': KEY } }, /^--tls-key .*: needs --tls-cert/],
  [{ flags: { 'tls-cert': '/nowhere.pem', 'tls-key': KEY } }, /^--tls-cert \/nowhere\.pem: cannot be read \(ENOENT\)/],
  [{ flags: { 'tls-cert': KEY, 'tls-key': KEY } }, /^--tls-cert .*: must be a certificate in PEM form/],
  [{ flags: { 'tls-cert': CERT, 'tls-key': CERT } }, /^--tls-key .*: must be the unencrypted key/],
  [{ flags: { blobs: 's3' } }, /^--blobs s3: needs --s3-bucket/],
  [{ flags: { 's3-bucket': 'bytes' } }, /^--s3-bucket bytes: needs --blobs s3/],
  [{ env: { TINTYPE_S3_ACCESS_KEY_SECRET: 's3cret' } }, /^--s3-access-key-secret '\(not shown\)': needs --blobs s3/],
  [
    { flags: { blobs: 's3', 's3-bucket': 'bytes', 's3-access-key-id': 'KEY' } },
    /^TINTYPE_S3_ACCESS_KEY_SECRET is not set/,
  ],
  [{ flags: { port: '9001' } }, /^--console-port 9001: must differ from --port/],
])('values that do not fit together: %j', (given, expected) => {
  expect(refusal(given as Given)).toMatch(expected);
});

test('two free ports may both be 0', () => {
  expect(load({ flags: { port: '0', 'console-port': '0' } })).toMatchObject({ port: 0, consolePort: 0 });
});

test.each([
  [{ prot: 1 }, 'there is no setting "prot"; did you mean "port"?'],
  [{ consolePort: 1 }, 'there is no setting "consolePort"; did you mean "console-port"?'],
  [{ watermark: 1 }, 'there is no setting "watermark"; the names are those of the flags in: tintype serve --help'],
  [{ port: null }, 'must be a string, a number, true, false or a list of those'],
  [{ domain: [{}] }, 'must be a string, a number, true, false or a list of those'],
  [[], 'must hold one JSON object'],
  ['{ "port": }', 'is not valid JSON'],
  ['{\n  "port": 9000,\n  "data":\n}\n', 'is not valid JSON'],
])('a file that says %j is refused by name', (file, expected) => {
  expect(refusal({ file })).toContain(expected);
});

test('a file that cannot be read is refused by name', () => {
  expect(refusal({ flags: { config: '/nowhere/tintype.json' } })).toMatch(
    /^--config \/nowhere\/tintype\.json: cannot be read \(ENOENT\)/,
  );
});

test('a misspelt variable is refused, a foreign one is not', () => {
  expect(refusal({ env: { TINTYPE_CONSLE_PORT: '1' } })).toBe(
    'TINTYPE_CONSLE_PORT: there is no such setting; did you mean TINTYPE_CONSOLE_PORT?',
  );
  expect(refusal({ env: { TINTYPE_HOTS: '::' } })).toContain('TINTYPE_HOST');
  const foreign = { TINTYPE_NO_INSTALL: '1', TINTYPE_HOME: '/opt', TINTYPE_SERVICE_HOST: '10.0.0.1' };
  expect(load({ env: foreign })).toEqual(load({}));
});

test('what Kubernetes sets for a Service called tintype is no port', () => {
  expect(load({ env: { TINTYPE_PORT: 'tcp://10.96.0.7:9000' } }).port).toBe(9000);
});

test('an empty variable is one that nobody set', () => {
  expect(load({ env: { TINTYPE_HOST: '', TINTYPE_CONFIG: '' } })).toEqual(load({}));
});

test('the limits alone can be loaded, whatever the rest says', () => {
  const limits = loadLimits({ flags: { 'limit-profile': 'current' }, env: { TINTYPE_PORT: 'nonsense' } });
  expect(limits).toEqual({ ...GUIDE_LIMITS, profile: 'current' });
});
