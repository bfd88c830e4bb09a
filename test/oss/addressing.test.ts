/** Buckets and keys as they arrive over a socket: fetch would tidy the paths up, so these are sent by hand. */
import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#src/http/server.js';
import { type Ask, md5, signed } from './request.js';
import { signedV4 } from './request-v4.js';
import { element, elements, useService } from './service.js';

const service = useService();
let server: RunningServer;

beforeAll(async () => {
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'vault');
  for (const bucket of ['wall', 'vault']) {
    await service.store.domains.bind({ bucket, domain: `${bucket}.own.example`, most: 1 });
  }
  server = await startServer({ host: '127.0.0.1', port: 0 }, service.handler);
});

afterAll(() => server.close(1000));

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The path goes out as it is. */
async function send({ method = 'GET', host = '127.0.0.1', path = '/', query, headers, body }: Ask): Promise<Answer> {
  const target = query === undefined ? path : `${path}?${query}`;
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, method, path: target, headers: { ...headers, host } });
    sent.on('error', reject).on('response', async (response) => {
      resolve({ status: response.statusCode ?? 0, text: (await buffer(response)).toString() });
    });
    sent.end(body);
  });
}

/** Every way to name a bucket: the host, and what stands before the key in the path. */
const WAYS: readonly (readonly [string, (bucket: string) => { host: string; before: string }])[] = [
  ['virtual host', (bucket) => ({ host: `${bucket}.localhost:9000`, before: '/' })],
  ['virtual host of a region', (bucket) => ({ host: `${bucket}.oss-cn-hangzhou.aliyuncs.com`, before: '/' })],
  ['virtual host of another region', (bucket) => ({ host: `${bucket}.oss-us-west-1.localhost`, before: '/' })],
  ['path on an IP address', (bucket) => ({ host: '127.0.0.1', before: `/${bucket}/` })],
  ['path on a base domain', (bucket) => ({ host: 'localhost:9000', before: `/${bucket}/` })],
  ['path on a region', (bucket) => ({ host: 'oss-cn-hangzhou.aliyuncs.com', before: `/${bucket}/` })],
  ['a domain of its own', (bucket) => ({ host: `${bucket}.own.example:9000`, before: '/' })],
  ['a whole URL, as to a proxy', (bucket) => ({ host: 'elsewhere', before: `http://${bucket}.localhost:9000/` })],
];

const KEYS = [
  'plain.jpg',
  '../up',
  'a/../b',
  'a/./b',
  'a//b',
  'a///',
  '.',
  '..',
  'dir/',
  '+',
  'a+b c',
  ' spaces ',
  'photo.jpg@!small',
  'photo.jpg@100w_1e_1c|watermark=1',
  'a|b',
  'a\\b',
  '100%',
  'a%2Fb',
  '%41',
  '%',
  'a?acl',
  'a?b=c',
  'a&b=c#d',
  `"'<>{}^\`[]*!()~;:,$@`,
  'line\r\nfeed\u0001\u007f',
  'ключ/猫/😀.png',
  'e\u0301',
  '\u00e9',
  '\ufeff\ufffe\uffff',
  'x'.repeat(1023),
  '猫'.repeat(341),
  `${'/x'.repeat(511).slice(1)}/y`,
];

const byByte = (text: string, form: (hex: string) => string) =>
  [...Buffer.from(text)].map((byte) => form(byte.toString(16).padStart(2, '0'))).join('');

/** Every way to write a key that a client was seen to use, or could. */
const SPELLINGS: readonly (readonly [string, (key: string) => string])[] = [
  ['slashes raw', (key) => key.split('/').map(encodeURIComponent).join('/')],
  ['slashes as %2F', (key) => encodeURIComponent(key)],
  ['every byte', (key) => byByte(key, (hex) => `%${hex.toUpperCase()}`)],
  ['every byte in small letters', (key) => byByte(key, (hex) => `%${hex}`)],
  ['as little as can be', (key) => key.replace(/[^!-~]|[%?]/gu, (character) => byByte(character, (hex) => `%${hex}`))],
];

describe.each(KEYS.map((key) => [key.length > 40 ? `${key.slice(0, 20)}… (${key.length})` : key, key]))(
  'the key %j',
  (_, key) => {
    test('is the same however bucket and key are written', async () => {
      const body = `content of ${key}`;
      const written = service.ask({ method: 'PUT', path: `/wall/${encodeURIComponent(key)}`, body });
      expect((await written).status).toBe(200);
      for (const [way, place] of WAYS) {
        const { host, before } = place('wall');
        for (const [spelling, spell] of SPELLINGS) {
          const path = before + spell(key);
          expect({ way, spelling, ...(await send({ host, path })) }).toEqual({
            way,
            spelling,
            status: 200,
            text: body,
          });
        }
      }
    });

    test('can be written, read and removed with a signature in every way', async () => {
      for (const [index, [way, place]] of WAYS.entries()) {
        const [spelling, spell] = SPELLINGS[index % SPELLINGS.length] as (typeof SPELLINGS)[number];
        const { host, before } = place('vault');
        // V1 cannot tell the key 'a?acl' from the ACL of 'a'.
        const sign = (index + KEYS.indexOf(key)) % 2 === 0 && key !== 'a?acl' ? signed : signedV4;
        const answered = async (ask: Ask) => {
          const whole = sign({ path: before + spell(key), ...ask }, `/vault/${key}`);
          return { way, spelling, sign: sign.name, ...(await send({ ...whole, host })) };
        };
        const body = `${way} ${spelling}`;
        const headers = { 'content-md5': md5(body, 'base64') };
        const expected = { way, spelling, sign: sign.name, status: 200, text: '' };
        expect(await answered({ method: 'PUT', headers, body })).toEqual(expected);
        expect(await answered({})).toEqual({ ...expected, text: body });
        expect(await answered({ method: 'DELETE' })).toEqual({ ...expected, status: 204 });
      }
    });
  },
);

test('the bucket lists exactly those keys', async () => {
  const { text } = await send({ host: 'wall.localhost', query: 'encoding-type=url&max-keys=1000' });
  const listed = elements(text, 'Key').map(decodeURIComponent);
  expect(listed.sort()).toEqual([...KEYS].sort());
});

describe('what no key may be', () => {
  test.each([
    ['a slash in front', '/x'],
    ['an escaped slash in front', '%2Fx'],
    ['a backslash in front', '%5Cx'],
    ['a lone percent sign', '100%'],
    ['half an escape', 'a%2'],
    ['an escape that is none', '%zz'],
    ['bytes that are not UTF-8', '%FF%FE'],
    ['an overlong slash', 'a%C0%AFb'],
    ['half of a surrogate pair', '%ED%A0%80'],
    ['U+0000', 'a%00b'],
    ['1024 bytes', 'x'.repeat(1024)],
    ['1024 bytes of 3 each', encodeURIComponent(`${'猫'.repeat(341)}x`)],
  ])('%s', async (_, written) => {
    for (const [way, place] of WAYS) {
      const { host, before } = place('wall');
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const { status, text } = await send({ method, host, path: before + written });
        expect([way, method, status, element(text, 'Code')]).toEqual([way, method, 400, 'InvalidObjectName']);
      }
    }
  });

  test('bytes above 0x7F that are not escaped are no HTTP', async () => {
    const { status, text } = await send({ path: `/wall/${Buffer.from('猫').toString('latin1')}` });
    expect([status, element(text, 'Code')]).toEqual([400, 'InvalidRequest']);
  });
});

describe('what no bucket may be', () => {
  test.each([
    '/Wall/x',
    '/wa_ll/x',
    '/wa/x',
    '/wall%2Fx',
    '/%77all-/x',
    `/${'w'.repeat(64)}/x`,
    '//wall/x',
    '/../wall/x',
  ])('%s', async (path) => {
    const { status, text } = await send({ path });
    expect([status, element(text, 'Code')]).toEqual([400, 'InvalidBucketName']);
  });

  test('a bucket may be escaped', async () => {
    expect((await send({ path: '/%77%61ll/plain.jpg' })).status).toBe(200);
  });

  test('a host that is nobody', async () => {
    const { status, text } = await send({ host: 'cdn.example.org', path: '/wall/plain.jpg' });
    expect([status, element(text, 'Code')]).toEqual([404, 'NoSuchBucket']);
  });
});
