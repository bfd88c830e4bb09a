/** Objects from HTML forms: what is kept, what is refused, and that nothing is half kept. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#src/http/server.js';
import { readForm } from '#src/oss/form/fields.js';
import { BOUNDARY, file, form, formBody, formOf, type Part, policyOf, signedV1, signedV4 } from '../form/forms.js';
import { type Ask, md5, ossRequest, ROOT, STRANGER, signed } from '../request.js';
import { element, type Reply, refusal, useService } from '../service.js';

const service = useService();
const NAME = `\${filename}`;

beforeAll(async () => {
  await service.owner('PUT', 'shut');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'read', { headers: { 'x-oss-acl': 'public-read' } });
});

const post = (bucket: string, ...parts: Part[]): Promise<Reply> => service.ask(form(bucket, parts));
const key = (name: string): Part => ['key', name];
const stored = async (target: string) => (await service.owner('GET', target)).text;
const keys = async (bucket: string) =>
  (await service.store.list({ bucket, limit: 100 })).objects.map((each) => each.key);
/** Whatever was kept before. */
async function kept(bucket: string): Promise<string[]> {
  for (const name of await keys(bucket)) await service.store.delete(bucket, name);
  return keys(bucket);
}

describe('the object', () => {
  test.each([
    ['V1', signedV1],
    ['V4', signedV4],
  ] as const)('of a form signed with %s', async (version, sign) => {
    const reply = await post('shut', key(version), ...sign(policyOf()), file('bytes of it'), ['submit', 'Upload']);
    expect([reply.status, reply.text]).toEqual([204, '']);
    expect(reply.headers).toMatchObject({ etag: `"${md5('bytes of it').toUpperCase()}"` });
    expect(reply.note).toMatchObject({ action: 'PostObject', accessKeyId: ROOT.id, bucket: 'shut', key: version });
    const got = await service.owner('GET', `shut/${version}`);
    expect([got.text, got.headers['content-type']]).toEqual(['bytes of it', 'text/plain']);
    expect(got.headers['x-oss-hash-crc64ecma']).toBe(reply.headers['x-oss-hash-crc64ecma']);
  });

  test('of an unsigned form, where everybody may write', async () => {
    expect((await post('wall', key('by nobody'), file())).status).toBe(204);
    expect(await stored('wall/by nobody')).toBe('content');
    for (const bucket of ['shut', 'read']) {
      expect(refusal(await post(bucket, key('x'), file()))).toMatch(/^403 AccessDenied/);
    }
    expect((await post('nowhere', key('x'), file())).status).toBe(404);
  });

  test('has the file’s name where the key says so, without a path', async () => {
    for (const [written, filename, expected] of [
      [NAME, 'cat.png', 'cat.png'],
      [`a/${NAME}`, 'C:\\Users\\me\\猫.png', 'a/猫.png'],
      [`a/${NAME}.${NAME}`, '/etc/x', 'a/x.x'],
      [`b/${NAME}`, '$&$1', 'b/$&$1'],
      [`b/${NAME}`, NAME, `b/${NAME}`],
      [`c/${NAME}`, '', 'c/'],
      ['no name', 'ignored', 'no name'],
    ] as const) {
      expect((await post('wall', key(written), file('x', filename))).status).toBe(204);
      expect(await keys('wall')).toContain(expected);
    }
    expect(refusal(await post('wall', key(NAME), file('x', '')))).toMatch(/^400 InvalidObjectName/);
    expect(refusal(await post('wall', key('/a'), file()))).toMatch(/^400 InvalidObjectName/);
    expect(refusal(await post('wall', key('a\0b'), file()))).toMatch(/^400 InvalidObjectName/);
    expect(refusal(await post('wall', key('x'.repeat(1024)), file()))).toMatch(/^400 InvalidObjectName/);
  });

  test('is described by fields as by the headers of a PUT', async () => {
    const reply = await post(
      'shut',
      key('described'),
      ...signedV1(policyOf()),
      ['Content-Type', 'image/png'],
      ['cache-control', 'max-age=5'],
      ['Content-Disposition', 'attachment; filename="ü.png"'],
      ['Expires', 'Wed, 01 Jan 2031 00:00:00 GMT'],
      ['X-OSS-Meta-Colour', 'blü'],
      ['x-oss-storage-class', 'IA'],
      ['x-oss-object-acl', 'public-read'],
      ['x:var', 'ignored'],
      file(),
    );
    expect(reply.status, reply.text).toBe(204);
    expect((await service.ask({ path: '/shut/described' })).headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'max-age=5',
      'content-disposition': 'attachment; filename="ü.png"',
      expires: 'Wed, 01 Jan 2031 00:00:00 GMT',
      'x-oss-meta-colour': 'blü',
      'x-oss-storage-class': 'IA',
    });
    await post('wall', key('typed'), ['Content-Type', 'image/png'], ['x-oss-content-type', 'image/gif'], file());
    expect((await service.ask({ path: '/wall/typed' })).headers['content-type']).toBe('image/gif');
  });

  test('replaces what is there, unless it must not', async () => {
    await post('wall', key('again'), file('1'));
    await post('wall', key('again'), file('2'));
    expect(await stored('wall/again')).toBe('2');
    const refused = await post('wall', key('again'), ['x-oss-forbid-overwrite', 'true'], file('3'));
    expect(refusal(refused)).toMatch(/^409 FileAlreadyExists/);
    expect(await stored('wall/again')).toBe('2');
  });

  test('may be empty, may hold its own boundary in part, and comes in chunks of any size', async () => {
    await post('wall', key('empty'), file(''));
    expect((await service.ask({ path: '/wall/empty' })).headers['content-length']).toBe('0');
    const content = `\r\n--${BOUNDARY.slice(0, -1)}\r\n--\r\n`.repeat(50);
    const body = formBody([key('chunks'), file(content)]);
    for (const size of [1, 7, 1000]) {
      const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, n) =>
        body.subarray(n * size, (n + 1) * size),
      );
      expect((await service.ask({ path: '/wall', ...formOf(Readable.from(chunks)) })).status).toBe(204);
      expect(await stored('wall/chunks')).toBe(content);
      await service.store.delete('wall', 'chunks');
    }
  });

  test('is taken from the request as it is written, and not before', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield formBody([key('k'), file('')]).subarray(0, -BOUNDARY.length - 8);
      for (; ; given++) yield Buffer.alloc(1 << 20);
    }
    const body = Readable.from(endless(), { highWaterMark: 1 });
    const { fields, file: open } = await readForm(ossRequest(formOf(body)));
    expect([fields.get('key'), given <= 2]).toEqual(['k', true]);
    const chunks = open();
    let length = 0;
    while (length < 20 << 20) length += (await chunks.next()).value?.length ?? 0;
    expect(given).toBeLessThanOrEqual(24);
    body.destroy();
  });
});

describe('the answer', () => {
  const answered = (...fields: Part[]) => post('wall', key('a b/é'), ...fields, file('x'));

  test('200, 201 with a document, and 204 for anything else', async () => {
    expect(await answered(['success_action_status', '200'])).toMatchObject({ status: 200, text: '' });
    for (const status of ['204', '404', '', 'x'])
      expect((await answered(['success_action_status', status])).status).toBe(204);
    const { status, text, headers } = await answered(['success_action_status', '201']);
    expect([status, headers['content-type']]).toEqual([201, 'application/xml']);
    expect(text.split('\n')[1]).toBe(
      `<PostResponse><Bucket>wall</Bucket><ETag>&quot;${md5('x').toUpperCase()}&quot;</ETag><Key>a b/é</Key>` +
        '<Location>http://127.0.0.1:9000/wall/a%20b/%C3%A9</Location></PostResponse>',
    );
    const virtual = await service.ask(
      form('', [key('k'), ['success_action_status', '201'], file()], { host: 'wall.localhost:9000', path: '/' }),
    );
    expect(element(virtual.text, 'Location')).toBe('http://wall.localhost:9000/k');
  });

  test('a redirect, which wins', async () => {
    const reply = await answered(
      ['success_action_status', '201'],
      ['success_action_redirect', 'http://shop.example/thanks?order=1&name=ü'],
    );
    expect([reply.status, reply.text]).toEqual([303, '']);
    expect(reply.headers.location).toBe('http://shop.example/thanks?order=1&name=%C3%BC');
  });

  test.each([
    'javascript:alert(1)',
    '/thanks',
    '//shop.example',
    'shop.example',
    'ftp://shop.example',
    'http://',
    'http://a b',
    'http://shop.example/\r\nSet-Cookie: a=b',
    'http://shop.example/\nx',
    'http:\\\\shop.example',
    ' http://shop.example',
  ])('no redirect to %j, and nothing is kept', async (url) => {
    await kept('wall');
    const reply = await answered(['success_action_redirect', url]);
    expect(refusal(reply)).toMatch(/^400 InvalidArgument: The value: .* of parameter: success_action_redirect/s);
    expect(reply.headers.location).toBeUndefined();
    expect(await keys('wall')).toEqual([]);
  });
});

describe('refused, and nothing is kept', () => {
  beforeEach(async () => {
    expect([await kept('wall'), await kept('shut')]).toEqual([[], []]);
  });

  async function refused(ask: Ask, expected: RegExp): Promise<Reply> {
    const reply = await service.ask(ask);
    expect(refusal(reply)).toMatch(expected);
    expect([await keys('wall'), await keys('shut')]).toEqual([[], []]);
    return reply;
  }
  const toWall = (...parts: Part[]) => form('wall', parts);

  test.each<[string, readonly Part[], RegExp]>([
    ['no file', [key('k')], /^400 IncorrectNumberOfFilesInPOSTRequest: .*no field file/],
    ['two files', [key('k'), file(), file()], /^400 IncorrectNumberOfFilesInPOSTRequest: .*more than one/],
    ['another file behind', [key('k'), file(), ['other', 'x', 'x.txt']], /^400 IncorrectNumberOfFilesInPOSTRequest/],
    ['a file of another name', [key('k'), ['upload', 'x', 'x.txt']], /^400 IncorrectNumberOf.*not in upload/],
    ['no key', [file()], /^400 MissingArgument: .*'key'/],
    ['a key behind the file', [file(), key('k')], /^400 MissingArgument: .*'key', before the file/],
    ['an empty key', [key(''), file()], /^400 MissingArgument/],
    ['two keys', [key('k'), key('l'), file()], /^400 InvalidArgument: .*field key more than once/],
    ['two keys in other letters', [key('k'), ['KEY', 'l'], file()], /^400 InvalidArgument: .*field KEY more than once/],
    ['a long field', [key('k'), ['x', 'x'.repeat(16385)], file()], /^400 FieldItemTooLong: The field x is longer/],
    [
      'fields that are long together',
      [key('k'), ...Array.from({ length: 9 }, (_, n): Part => [`x${n}`, 'x'.repeat(15_000)]), file()],
      /^400 FieldItemTooLong \(0006-00000112\): The fields/,
    ],
    [
      'a hundred fields',
      Array.from({ length: 101 }, (_, n): Part => [`x${n}`, 'x']),
      /^400 MalformedPOSTRequest: .*100 fields/,
    ],
    ['a long field behind the file', [key('k'), file(), ['x', 'x'.repeat(16385)]], /^400 FieldItemTooLong/],
    ['a field that is no UTF-8', [key('k'), ['x', Buffer.from([0xff])], file()], /^400 MalformedPOSTRequest: .*UTF-8/],
    ['a callback', [key('k'), ['callback', 'e30='], file()], /^501 NotImplemented/],
    ['encryption', [key('k'), ['x-oss-server-side-encryption', 'AES256'], file()], /^501 NotImplemented/],
    [
      'an ACL that is none',
      [key('k'), ...signedV1(policyOf()), ['x-oss-object-acl', 'x'], file()],
      /^400 InvalidArgument/,
    ],
    ['an ACL by a stranger', [key('k'), ['x-oss-object-acl', 'private'], file()], /^403 AccessDenied/],
    [
      'a line end in a header',
      [key('k'), ['x-oss-meta-a', 'b\r\nSet-Cookie: c'], file()],
      /^400 InvalidArgument: .*x-oss-meta-a/s,
    ],
    ['a line end in a type', [key('k'), ['Content-Type', 'a/b\nc'], file()], /^400 InvalidArgument: .*content-type/s],
    [
      'much metadata',
      [key('k'), ['x-oss-meta-a', 'x'.repeat(8192)], file()],
      /^400 InvalidArgument: The user metadata/,
    ],
  ])('%s', async (_, parts, expected) => {
    await refused(toWall(...parts), expected);
  });

  test('a form without its end, or with more behind it', async () => {
    const whole = formBody([key('k'), file('x'.repeat(5000))]);
    for (const end of [whole.length - 4, whole.length - 20, whole.length - 3000, 150, 40, 0]) {
      await refused({ path: '/wall', ...formOf(whole.subarray(0, end)) }, /^400 MalformedPOSTRequest/);
    }
    await refused(
      { path: '/wall', ...formOf(Buffer.concat([whole, Buffer.alloc(9000)])) },
      /^400 MalformedPOSTRequest/,
    );
  });

  test('what is no form, and a body that breaks off', async () => {
    await refused({ path: '/wall', method: 'POST', body: 'key=k&file=x' }, /^400 MalformedPOSTRequest: .*Content-Type/);
    const headers = { 'content-type': 'multipart/form-data' };
    await refused({ path: '/wall', method: 'POST', headers, body: 'x' }, /^400 MalformedPOSTRequest/);
    const whole = formBody([key('k'), file('x'.repeat(5000))]);
    const broken = Readable.from(
      (async function* () {
        yield whole.subarray(0, 3000);
        throw new Error('gone');
      })(),
    );
    await refused({ path: '/wall', ...formOf(broken) }, /^400 IncompleteBody/);
  });

  test('a Content-MD5 of another body; the right one is good', async () => {
    const body = formBody([key('k'), file()]);
    const digest = createHash('md5').update(body).digest('base64');
    const headers = (value: string) => ({ 'content-md5': value });
    await refused({ path: '/wall', ...formOf(body, headers(md5('other', 'base64'))) }, /^400 InvalidDigest/);
    expect((await service.ask({ path: '/wall', ...formOf(body, headers(digest)) })).status).toBe(204);
  });

  test('a form that is longer than any object may be, before it is read', async () => {
    const never = new Readable({ read: () => expect.unreachable() });
    const ask = formOf(never, { 'content-length': String(6 * 1024 ** 3) });
    await refused({ path: '/wall', ...ask }, /^400 EntityTooLarge/);
  });
});

describe('the signature of a form', () => {
  beforeEach(async () => {
    expect(await kept('shut')).toEqual([]);
  });
  const parts = (sign: readonly Part[]) => form('shut', [key('k'), ...sign, file()]);
  const without = (sign: readonly Part[], name: string) => sign.filter(([each]) => each !== name);
  const changed = (sign: readonly Part[], name: string, value: string) =>
    sign.map((part): Part => (part[0] === name ? [name, value] : part));
  const [v1, v4] = [() => signedV1(policyOf()), () => signedV4(policyOf())];
  const week = 7 * 86_400_000;

  test.each<[string, () => readonly Part[], RegExp]>([
    ['V1, altered policy', () => changed(v1(), 'policy', policyOf([{ a: 'b' }])), /^403 SignatureDoesNotMatch/],
    ['V4, altered policy', () => changed(v4(), 'policy', policyOf([{ a: 'b' }])), /^403 SignatureDoesNotMatch/],
    ['V1, wrong signature', () => changed(v1(), 'Signature', 'AAAA'), /^403 SignatureDoesNotMatch \(0002-00000040\)/],
    [
      'V4, wrong signature',
      () => changed(v4(), 'x-oss-signature', 'aa'),
      /^403 SignatureDoesNotMatch \(0002-00000201\)/,
    ],
    ['V1, unknown key', () => changed(v1(), 'OSSAccessKeyId', 'nobody'), /^403 InvalidAccessKeyId/],
    ['V1, another’s key', () => signedV1(policyOf(), { id: ROOT.id, secret: 'x' }), /^403 SignatureDoesNotMatch/],
    ['V1, no signature', () => without(v1(), 'Signature'), /^400 InvalidArgument: .*'Signature'/],
    ['V1, no key', () => without(v1(), 'OSSAccessKeyId'), /^400 InvalidArgument: .*'OSSAccessKeyId'/],
    ['V1, no policy', () => without(v1(), 'policy'), /^400 InvalidArgument: .*'policy'/],
    ['a policy alone', () => [['policy', policyOf()]], /^400 InvalidArgument: .*'OSSAccessKeyId'/],
    ['V4, no date', () => without(v4(), 'x-oss-date'), /^400 InvalidArgument: .*'x-oss-date'/],
    ['V4, no policy', () => without(v4(), 'policy'), /^400 InvalidArgument: .*'policy'/],
    [
      'V4, no version',
      () => without(v4(), 'x-oss-signature-version'),
      /^400 InvalidArgument: .*'x-oss-signature-version'/,
    ],
    ['V2', () => changed(v4(), 'x-oss-signature-version', 'OSS2'), /^501 NotImplemented/],
    ['V9', () => changed(v4(), 'x-oss-signature-version', 'OSS9'), /^400 InvalidArgument: .*OSS4-HMAC-SHA256/],
    ['V4, another region', () => signedV4(policyOf(), { region: 'cn-beijing' }), /^400 InvalidArgument: .*region/],
    ['V4, no date at all', () => changed(v4(), 'x-oss-date', 'today'), /^403 AccessDenied/],
    ['V4, another day', () => changed(v4(), 'x-oss-date', '20200101T000000Z'), /^400 InvalidArgument: .*date/],
    ['V4, an hour ahead', () => signedV4(policyOf(), { at: Date.now() + 3_600_000 }), /^403 RequestTimeTooSkewed/],
    [
      'V4, eight days old',
      () => signedV4(policyOf(), { at: Date.now() - week - 86_400_000 }),
      /^403 AccessDenied.*expired/,
    ],
    ['V1 and V4', () => [...v1(), ...without(v4(), 'policy')], /^400 InvalidArgument: .*more than once/],
  ])('%s', async (_, sign, expected) => {
    expect(refusal(await service.ask(parts(sign())))).toMatch(expected);
    expect(await keys('shut')).toEqual([]);
  });

  test('gives the rights of its key and no more, whatever the headers say', async () => {
    expect((await service.ask(parts(signedV1(policyOf(), STRANGER)))).status).toBe(403);
    const reader = await service.store.keys.create({ account: 'alice', readOnly: true });
    const pair = { id: reader.id, secret: reader.secret };
    expect(refusal(await service.ask(parts(signedV1(policyOf(), pair))))).toMatch(/^403 AccessDenied.*read-only/);
    const elsewhere = await service.store.keys.create({ account: 'alice', buckets: ['wall'] });
    const other = { id: elsewhere.id, secret: elsewhere.secret };
    expect((await service.ask(parts(signedV1(policyOf(), other)))).status).toBe(403);
    const unsigned = form('shut', [key('k'), file()]);
    expect((await service.ask(signed(unsigned, '/shut/', ROOT))).status).toBe(403);
    expect(await keys('shut')).toEqual([]);
    expect((await service.ask(parts(signedV4(policyOf(), { at: Date.now() - week + 86_400_000 })))).status).toBe(204);
  });
});

describe('the policy', () => {
  beforeEach(async () => {
    expect(await kept('shut')).toEqual([]);
  });
  const tried = (conditions: readonly unknown[], ...fields: Part[]) =>
    post('shut', ...fields, ...signedV1(policyOf(conditions)), file('12345', 'cat.png', 'image/png'));

  test.each<[string, readonly unknown[], readonly Part[]]>([
    ['none', [], [key('k')]],
    ['the bucket', [{ bucket: 'shut' }], [key('k')]],
    ['eq', [['eq', '$key', 'k'], { key: 'k' }, ['EQ', '$KEY', 'k']], [key('k')]],
    ['eq of a key as it is written', [['eq', '$key', `u/${NAME}`]], [key(`u/${NAME}`)]],
    ['eq of a key as it becomes', [['eq', '$key', 'u/cat.png']], [key(`u/${NAME}`)]],
    ['starts-with', [['starts-with', '$key', 'u/']], [key(`u/${NAME}`)]],
    ['starts-with anything', [['starts-with', '$x-oss-meta-a', '']], [key('k')]],
    ['in', [['in', '$content-type', ['image/jpeg', 'image/png']]], [key('k')]],
    ['in, of a field', [['in', '$content-type', ['image/gif']]], [key('k'), ['Content-Type', 'image/gif']]],
    ['not-in', [['not-in', '$cache-control', ['no-cache']]], [key('k'), ['Cache-Control', 'max-age=1']]],
    ['not-in, absent', [['not-in', '$cache-control', ['no-cache']]], [key('k')]],
    ['the length', [['content-length-range', 5, 5]], [key('k')]],
    ['a field of V4', [{ 'x-oss-meta-A': 'b' }], [key('k'), ['X-oss-Meta-a', 'b']]],
  ])('%s: kept', async (_, conditions, fields) => {
    const reply = await tried(conditions, ...fields);
    expect(reply.status, reply.text).toBe(204);
  });

  test.each<[string, readonly unknown[], readonly Part[]]>([
    ['another bucket', [{ bucket: 'wall' }], [key('k')]],
    ['another key', [['eq', '$key', 'other']], [key('k')]],
    ['one of two', [{ key: 'k' }, ['eq', '$cache-control', 'x']], [key('k')]],
    ['another directory', [['starts-with', '$key', 'u/']], [key('v/u/k')]],
    ['a key that becomes another', [['starts-with', '$key', `$`]], [key(NAME)]],
    ['a type that is not in', [['in', '$content-type', ['image/jpeg']]], [key('k')]],
    [
      'a type that a field changes',
      [['in', '$content-type', ['image/png']]],
      [key('k'), ['Content-Type', 'text/html']],
    ],
    [
      'a type that another field changes',
      [['eq', '$content-type', 'image/png']],
      [key('k'), ['Content-Type', 'image/png'], ['x-oss-content-type', 'text/html']],
    ],
    ['not-in', [['not-in', '$key', ['k']]], [key('k')]],
    ['not-in, of a key as it becomes', [['not-in', '$key', ['cat.png']]], [key(NAME)]],
    ['an empty list', [['in', '$key', []]], [key('k')]],
    [
      'a redirect',
      [['eq', '$success_action_redirect', 'http://a.example/']],
      [key('k'), ['success_action_redirect', 'http://b.example/']],
    ],
  ])('%s: 403', async (_, conditions, fields) => {
    expect(refusal(await tried(conditions, ...fields))).toMatch(
      /^403 AccessDenied: Invalid according to Policy: Policy Condition failed: [[{]/,
    );
    expect(await keys('shut')).toEqual([]);
  });

  test('is over at its time', async () => {
    const expired = signedV1(policyOf([], new Date(Date.now() - 1000).toISOString()));
    expect(refusal(await post('shut', key('k'), ...expired, file()))).toBe(
      '403 AccessDenied: Invalid according to Policy: Policy expired.',
    );
    const late = signedV4(policyOf([], '2020-01-01T00:00:00Z'));
    expect(refusal(await post('shut', key('k'), ...late, file()))).toMatch(/Policy expired/);
    expect(await keys('shut')).toEqual([]);
  });

  test.each([
    [[['content-length-range', 0, 4]], /^400 EntityTooLarge/],
    [[['content-length-range', 6, 10]], /^400 EntityTooSmall/],
    [
      [
        ['content-length-range', 0, 10],
        ['content-length-range', 0, 4],
      ],
      /^400 EntityTooLarge/,
    ],
    [[['content-length-range', 0, 0]], /^400 EntityTooLarge/],
  ] as const)('%j holds for the bytes of the file', async (conditions, expected) => {
    expect(refusal(await tried(conditions, key('k')))).toMatch(expected);
    expect(await keys('shut')).toEqual([]);
  });

  const encoded = (document: unknown) =>
    Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)).toString('base64');
  test.each([
    ['###', /not base64/],
    [encoded('{'), /Invalid JSON/],
    [encoded('null'), /no JSON object/],
    [encoded('[]'), /missing conditions/],
    [encoded({ expiration: '2030-01-01T00:00:00Z' }), /missing conditions/],
    [policyOf([], undefined).slice(0, 0) || encoded({ conditions: [] }), /Invalid expiration/],
    [policyOf([], '2030-01-01'), /Invalid expiration/],
    [policyOf([], '2030-13-01T00:00:00Z'), /Invalid expiration/],
    [policyOf([], 1_900_000_000), /Invalid expiration/],
    [policyOf([{}]), /exactly one property/],
    [policyOf([{ a: '1', b: '2' }]), /exactly one property/],
    [policyOf([null]), /exactly one property/],
    [policyOf(['key']), /exactly one property/],
    [policyOf([{ key: 1 }]), /Invalid condition/],
    [policyOf([[]]), /Invalid condition/],
    [policyOf([['eq', 'key', 'k']]), /Invalid condition/],
    [policyOf([['eq', '$key']]), /Invalid condition/],
    [policyOf([['eq', '$key', 'k', 'l']]), /Invalid condition/],
    [policyOf([['in', '$key', 'k']]), /\(0006-00000224\).*Invalid condition/],
    [policyOf([['not-in', '$key', [1]]]), /Invalid condition/],
    [policyOf([['like', '$key', 'k']]), /Allowed: eq, starts-with, in, not-in/],
    [policyOf([['content-length-range', 'a', 10]]), /\(0006-00000220\).*content-length-range/],
    [policyOf([['content-length-range', 10, 1]]), /content-length-range/],
    [policyOf([['content-length-range', -1, 1]]), /content-length-range/],
    [policyOf([['content-length-range', 1]]), /content-length-range/],
    [policyOf(Array(201).fill({ key: 'k' })), /More than 200/],
    [encoded('{"expiration":"2030-01-01T00:00:00Z","conditions":[{"__proto__":"x"}]}'), /403|Condition failed/],
  ])('that is none: %.60s', async (policy, expected) => {
    const reply = refusal(await post('shut', key('k'), ...signedV1(policy), file()));
    expect(reply).toMatch(/^(400 InvalidPolicyDocument|403 AccessDenied)/);
    expect(reply).toMatch(expected);
    expect(await keys('shut')).toEqual([]);
  });
});

describe('over a socket', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ host: '127.0.0.1', port: 0 }, service.handler);
  });
  afterAll(() => server.close(1000));

  const sending = (bucket: string, length: number) => {
    const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': length };
    return request({ host: '127.0.0.1', port: server.port, method: 'POST', path: `/${bucket}`, headers });
  };

  test('a client that leaves in the middle leaves nothing', async () => {
    await kept('wall');
    const body = formBody([key('half'), file(Buffer.alloc(1 << 20))]);
    const client = sending('wall', body.length);
    client.on('error', () => {});
    await new Promise((resolve) => client.write(body.subarray(0, 1 << 19), resolve));
    client.destroy();
    await expect.poll(() => server.stats().inFlight).toBe(0);
    expect(await keys('wall')).toEqual([]);
  });

  test('a form without the right to write is refused before its file is sent', async () => {
    const client = sending('shut', 1 << 30);
    client.write(formBody([key('k'), file('x'.repeat(1000))]).subarray(0, -BOUNDARY.length - 8));
    const [response] = (await once(client, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(403);
    client.destroy();
  });
});
