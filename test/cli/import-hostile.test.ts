/** `tintype import` from sources that lie: each lie costs its object, none is stored, and the rest arrives. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HostileSource, type Lie, object, type Page } from './hostile-source.js';
import { tintype } from './tintype.js';
import { PAIR, TestServer } from './two-servers.js';

let here: TestServer;
let source: HostileSource | undefined;
let count = 0;

beforeAll(async () => {
  here = await TestServer.start();
});

afterEach(() => source?.stop());

afterAll(async () => {
  await here?.stop();
});

async function imported(objects: readonly Lie[], pages?: (token: string | null) => Page | string) {
  source = await HostileSource.start(objects, pages);
  const bucket = `hostile-${++count}`;
  const args = ['import', 'oss://bucket', bucket, '--remote', source.url, '--port', here.port, '--no-settings'];
  const { code, stderr } = await tintype(args, { env: PAIR });
  return { code, err: stderr, keys: await here.keys(bucket) };
}

const MD5_OF_OTHERS = '0123456789ABCDEF0123456789ABCDEF';

const LIES: readonly (readonly [what: string, lie: (key: string) => Lie, reason: RegExp])[] = [
  [
    'is longer than listed',
    (key) => object(key, 'short', { send: (response) => response.setHeader('content-length', 9).end('too long!') }),
    /it has 9 bytes now and not 5; it has changed since it was listed$/,
  ],
  [
    'does not end',
    (key) =>
      object(key, 'short', {
        send(response) {
          const more = () => response.write(Buffer.alloc(65_536)) && setImmediate(more);
          response.on('drain', more);
          more();
        },
      }),
    /more than the 5 bytes that were announced$/,
  ],
  [
    'ends early',
    (key) => object(key, 'short', { send: (response) => response.write('sho', () => response.end()) }),
    /3 of the 5 bytes that were announced$/,
  ],
  [
    'breaks off',
    (key) =>
      object(key, 'short', {
        send(response) {
          response.setHeader('content-length', 5);
          response.write('sho', () => response.destroy());
        },
      }),
    /the source broke off: aborted$/,
  ],
  [
    'has another MD5',
    (key) => object(key, 'short', { etag: MD5_OF_OTHERS }),
    /their MD5 is [0-9A-F]{32}, not 0123456789/,
  ],
  [
    'has another CRC64',
    (key) =>
      object(key, 'short', {
        // All bytes are there before their end: only who holds back the last of them is in time.
        send(response) {
          response.setHeader('x-oss-hash-crc64ecma', '1').write('short');
          setTimeout(() => response.end(), 100);
        },
      }),
    /their CRC64 is \d+, not 1$/,
  ],
  [
    'is redirected, which is not followed',
    (key) =>
      object(key, 'short', {
        send: (response) => response.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      }),
    /307; it names http:\/\/169\.254\.169\.254\/$/,
  ],
  [
    'is an error with commands for a terminal',
    (key) =>
      object(key, 'short', {
        send: (response) => response.writeHead(400).end('<Error><Code>X</Code><Message>\u001b[2J</Message></Error>'),
      }),
    /http:\S+: X: {2}\[2J$/,
  ],
];

test('each lie costs its object, none is stored, and the rest arrives', async () => {
  const lies = LIES.map(([, lie], n) => lie(`k${n}`));
  const bad = object('%2F..%2Fb', 'key');
  const { code, err, keys } = await imported([bad, object('a', 'text'), ...lies, object('z', 'text')]);
  const lines = err.split('\n');
  for (const [n, [what, , reason]] of LIES.entries()) {
    expect(
      lines.find((line) => line.startsWith(`k${n}: `)),
      what,
    ).toMatch(reason);
  }
  expect(err).toMatch(/\/\.\.\/b: .*InvalidObjectName/);
  expect(err).toMatch(new RegExp(`^2 copied .* ${LIES.length + 1} failed, in`, 'm'));
  expect(code).toBe(1);
  expect(keys).toEqual(['a', 'z']);
});

test.each<[string, (token: string | null) => Page | string, RegExp]>([
  [
    'pages without end that repeat themselves',
    (token) => ({ contents: [object('a', 'text')], next: `${token}x` }),
    /not in order: 'a' comes behind 'a'/,
  ],
  ['a page that names itself', () => ({ contents: [], next: 'x' }), /empty page and says that more follow/],
  [
    'a token that stays',
    (token) => ({ contents: [object(token === null ? 'a' : 'b', 'text')], next: 'x' }),
    /does not say where its next page begins/,
  ],
  [
    'keys out of order',
    () => ({ contents: [object('b', 'text'), object('a', 'text')] }),
    /not in order: 'a' comes behind 'b'/,
  ],
  ['a size that is none', () => ({ contents: [object('a', 'text', { size: '-1' })] }), /'a' has no size in it/],
  ['no XML', () => 'nonsense', /its answer is no XML/],
  ['an endless page', () => `<ListBucketResult>${' '.repeat(17 << 20)}`, /longer than 16777216 bytes/],
])('a listing of %s', async (_what, pages, reason) => {
  const { code, err } = await imported([object('a', 'text'), object('b', 'text')], pages);
  expect(err).toMatch(reason);
  expect(err).toMatch(/the listing broke off|nothing could be listed/);
  expect(code).toBe(1);
});

test('a hundred failures in a row end it', async () => {
  const bad = Array.from({ length: 300 }, (_, n) => object(`k${String(n).padStart(3, '0')}`, 'text', { size: 5 }));
  source = await HostileSource.start(bad.map((lie) => ({ ...lie, send: (response) => response.writeHead(403).end() })));
  const args = ['import', 'oss://bucket', 'given-up', '--remote', source.url, '--port', here.port];
  const { code, stderr } = await tintype([...args, '--no-settings'], { env: PAIR });
  expect(code).toBe(1);
  expect(stderr).toMatch(/1\d\d failed, in .*given up/);
});
