import { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytes, md5Of } from '../../contract/bodies.js';
import { jpeg, photo } from '../../pictures.js';
import { type Ask, md5 } from '../request.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const PART = 100 * 1024;

beforeAll(async () => {
  await service.owner('PUT', 'ups', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'priv');
  await service.stranger('PUT', 'theirs');
  await service.stranger('PUT', 'theirs/k', { body: 'secret' });
});

async function begin(target = 'ups/key', ask: Ask = {}): Promise<string> {
  const { text } = await service.owner('POST', target, { query: 'uploads', ...ask });
  return String(element(text, 'UploadId'));
}

const part = (id: string, number: number | string, body: Ask['body'], ask: Ask = {}, target = 'ups/key') =>
  service.owner('PUT', target, {
    query: `partNumber=${number}&uploadId=${id}`,
    ...(body !== undefined && { body }),
    ...ask,
  });

const listOf = (parts: readonly (readonly [number | string, string])[]) =>
  `<CompleteMultipartUpload>${parts.map(([n, etag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;

const complete = (id: string, body: string, ask: Ask = {}, target = 'ups/key') =>
  service.owner('POST', target, { query: `uploadId=${id}`, body, ...ask });

describe('a multipart upload', () => {
  test('from its beginning to an object', async () => {
    const headers = { 'content-type': 'text/plain', 'cache-control': 'max-age=5', 'x-oss-meta-a': 'b' };
    const begun = await service.owner('POST', 'ups/dir/ü & é', { query: 'uploads=', headers });
    expect(begun.status).toBe(200);
    const id = String(element(begun.text, 'UploadId'));
    expect(begun.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<InitiateMultipartUploadResult><Bucket>ups</Bucket><Key>dir/ü &amp; é</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    );
    expect(id).toMatch(/^[0-9A-F]{32}$/);

    const [first, second] = [bytes(PART, 1), bytes(17, 2)];
    const sent = { headers: { 'content-md5': md5(first, 'base64') } };
    const one = await part(id, 1, first, sent, 'ups/dir/ü & é');
    expect(one).toMatchObject({ status: 200, text: '' });
    expect(one.headers.etag).toBe(`"${md5Of(first)}"`);
    expect(one.headers['content-md5']).toBe(md5(first, 'base64'));
    expect(one.headers['x-oss-hash-crc64ecma']).toMatch(/^\d+$/);
    const two = await part(
      id,
      2,
      Readable.from([second]),
      { headers: { 'transfer-encoding': 'chunked' } },
      'ups/dir/ü & é',
    );
    expect(two.headers.etag).toBe(`"${md5Of(second)}"`);
    expect((await service.ask({ path: '/ups/dir%2F%C3%BC%20&%20%C3%A9' })).status).toBe(404);

    // Quoted as it came and bare, as clients send them.
    const body = listOf([
      [1, `&quot;${md5Of(first)}&quot;`],
      [2, md5Of(second)],
    ]);
    const made = await complete(id, body, {}, 'ups/dir/ü & é');
    expect(made.status).toBe(200);
    expect(element(made.text, 'Location')).toBe('http://127.0.0.1:9000/ups/dir/%C3%BC%20%26%20%C3%A9');
    expect(element(made.text, 'Bucket')).toBe('ups');
    expect(element(made.text, 'Key')).toBe('dir/ü &amp; é');
    expect(made.headers.etag).toMatch(/^"[0-9A-F]{32}-2"$/);

    const got = await service.ask({ path: '/ups/dir%2F%C3%BC%20&%20%C3%A9' });
    expect(got.bytes.equals(Buffer.concat([first, second]))).toBe(true);
    expect(got.headers).toMatchObject({
      ...headers,
      etag: made.headers.etag,
      'x-oss-hash-crc64ecma': made.headers['x-oss-hash-crc64ecma'],
      'x-oss-object-type': 'Multipart',
      'content-length': String(PART + 17),
    });
    expect(got.headers['content-md5']).toBeUndefined();
    const ranged = await service.ask({
      path: '/ups/dir%2F%C3%BC%20&%20%C3%A9',
      headers: { range: `bytes=${PART - 1}-${PART}` },
    });
    expect(ranged.bytes).toEqual(Buffer.from([Number(first.at(-1)), Number(second[0])]));
    expect(refusal(await complete(id, body, {}, 'ups/dir/ü & é'))).toBe(
      '404 NoSuchUpload: The specified upload does not exist. It may have been aborted or completed.',
    );
  });

  test('encoding-type=url, in virtual-host style', async () => {
    const host = { host: 'ups.localhost:9000', path: '/a%20b' };
    const begun = await service.owner('POST', 'ups/a b', { ...host, query: 'uploads&encoding-type=url' });
    expect(element(begun.text, 'Key')).toBe('a%20b');
    const id = String(element(begun.text, 'UploadId'));
    const { headers } = await part(id, 1, 'x', host, 'ups/a b');
    const body = listOf([[1, String(headers.etag)]]);
    const made = await service.owner('POST', 'ups/a b', { ...host, query: `uploadId=${id}&encoding-type=url`, body });
    expect(element(made.text, 'EncodingType')).toBe('url');
    expect(element(made.text, 'Key')).toBe('a%20b');
    expect(element(made.text, 'Location')).toBe('http://ups.localhost:9000/a%20b');
  });

  test('x-oss-complete-all takes what there is, and no list', async () => {
    const id = await begin();
    await part(id, 1, 'only');
    const all = { headers: { 'x-oss-complete-all': 'yes' } };
    expect(element((await complete(id, listOf([[1, 'x']]), all)).text, 'ArgumentName')).toBe('x-oss-complete-all');
    expect((await complete(id, '', all)).status).toBe(200);
    expect((await service.ask({ path: '/ups/key' })).text).toBe('only');
  });

  test('an ACL at its beginning, or at its end', async () => {
    const first = await begin('priv/a', { headers: { 'x-oss-object-acl': 'public-read' } });
    await part(first, 1, 'x', {}, 'priv/a');
    await complete(first, listOf([[1, md5Of('x')]]), {}, 'priv/a');
    expect((await service.ask({ path: '/priv/a' })).text).toBe('x');
    const second = await begin('priv/a');
    await part(second, 1, 'y', {}, 'priv/a');
    await complete(second, listOf([[1, md5Of('y')]]), { headers: { 'x-oss-object-acl': 'private' } }, 'priv/a');
    expect((await service.ask({ path: '/priv/a' })).status).toBe(403);
    const acl = { headers: { 'x-oss-object-acl': 'private' } };
    expect((await service.stranger('POST', 'wall/a', { query: 'uploads', ...acl })).status).toBe(403);
  });

  test('x-oss-forbid-overwrite', async () => {
    const id = await begin('ups/there');
    await part(id, 1, 'new', {}, 'ups/there');
    await service.owner('PUT', 'ups/there', { body: 'old' });
    const forbid = { headers: { 'x-oss-forbid-overwrite': 'true' } };
    const no = '409 FileAlreadyExists: The object you specified already exists and can not be overwritten.';
    expect(refusal(await service.owner('POST', 'ups/there', { query: 'uploads', ...forbid }))).toBe(no);
    expect(refusal(await complete(id, listOf([[1, md5Of('new')]]), forbid, 'ups/there'))).toBe(no);
    expect((await service.ask({ path: '/ups/there' })).text).toBe('old');
  });

  test('a picture in parts is processed', async () => {
    const picture = await jpeg(photo(700, 500), 98);
    expect(picture.length).toBeGreaterThan(PART);
    const id = await begin('ups/p.jpg');
    const pieces = [picture.subarray(0, PART), picture.subarray(PART)];
    for (const [n, piece] of pieces.entries()) await part(id, n + 1, piece, {}, 'ups/p.jpg');
    await complete(id, listOf(pieces.map((piece, n) => [n + 1, md5Of(piece)] as const)), {}, 'ups/p.jpg');
    const info = await service.ask({ path: '/ups/p.jpg', query: 'x-oss-process=image/info' });
    expect(JSON.parse(info.text).ImageWidth.value).toBe('700');
    const small = await service.ask({ path: '/ups/p.jpg', query: 'x-oss-process=image/resize,w_70' });
    expect(small.status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each([
    [
      'parts out of order',
      [
        [2, 'x'],
        [1, 'x'],
      ],
      'InvalidPartOrder',
    ],
    [
      'a part twice',
      [
        [1, 'x'],
        [1, 'x'],
      ],
      'InvalidPartOrder',
    ],
    ['part 0', [[0, 'x']], 'InvalidArgument'],
    ['part 10001', [[10_001, 'x']], 'InvalidArgument'],
    ['a part without a number', [['', 'x']], 'MalformedXML'],
    ['a part that was not sent', [[7, 'x']], 'InvalidPart'],
    ['another ETag', [[1, md5Of('other')]], 'InvalidPart'],
    ['no parts', [], 'MalformedXML'],
  ] as const)('%s', async (_, parts, code) => {
    const id = await begin();
    await part(id, 1, 'x');
    expect(element((await complete(id, listOf(parts))).text, 'Code')).toBe(code);
    expect((await complete(id, listOf([[1, md5Of('x')]]))).status).toBe(200);
  });

  test('small parts that are not the last', async () => {
    const id = await begin();
    for (const number of [1, 2]) await part(id, number, 'x');
    const list = listOf([1, 2].map((number) => [number, md5Of('x')] as const));
    expect(refusal(await complete(id, list))).toBe(
      '400 EntityTooSmall: Part 1 has 1 bytes. Allowed for all parts but the last: at least 102400.',
    );
  });

  test('a body that is no list, or another than its Content-MD5 says', async () => {
    const id = await begin();
    await part(id, 1, 'x');
    expect(element((await complete(id, '')).text, 'Code')).toBe('MalformedXML');
    expect(element((await complete(id, '<Delete/>')).text, 'Code')).toBe('MalformedXML');
    const wrong = { headers: { 'content-md5': md5('other', 'base64') } };
    expect(element((await complete(id, listOf([[1, md5Of('x')]]), wrong)).text, 'Code')).toBe('InvalidDigest');
  });

  test.each(['0', '10001', '-1', 'one', '1.5'])('partNumber=%s', async (number) => {
    expect(refusal(await part(await begin(), number, 'x'))).toBe(
      `400 InvalidArgument: The value: ${number} of parameter: partNumber is invalid. Allowed: an integer from 1 to 10000.`,
    );
  });

  test('no partNumber', async () => {
    expect(refusal(await part(await begin(), '', 'x'))).toBe(
      '400 MissingArgument: partNumber is missing. Allowed: an integer from 1 to 10000.',
    );
  });

  test('parts like objects: length, digest, aws-chunked, 5 GB', async () => {
    const id = await begin();
    expect((await part(id, 1, Readable.from(['x']))).status).toBe(411);
    const wrong = { headers: { 'content-md5': md5('other', 'base64') } };
    expect(element((await part(id, 1, 'x', wrong)).text, 'Code')).toBe('InvalidDigest');
    const chunked = { headers: { 'content-encoding': 'aws-chunked' } };
    expect((await part(id, 1, 'x', chunked)).headers['x-oss-ec']).toBe('0017-00000804');
    const large = { headers: { 'content-length': String(5 * 1024 ** 3 + 1) } };
    expect(element((await part(id, 1, 'x', large)).text, 'Code')).toBe('EntityTooLarge');
    expect((await service.owner('GET', 'ups/key', { query: `uploadId=${id}` })).text).not.toContain('<Part>');
  });

  test('an upload that is not there, or of another key', async () => {
    const id = await begin();
    const no = '404 NoSuchUpload: The specified upload does not exist. It may have been aborted or completed.';
    expect(refusal(await part('0'.repeat(32), 1, 'x'))).toBe(no);
    expect(refusal(await part(id, 1, 'x', {}, 'ups/other'))).toBe(no);
    expect(refusal(await service.owner('DELETE', 'ups/other', { query: `uploadId=${id}` }))).toBe(no);
    expect(refusal(await service.owner('GET', 'ups/other', { query: `uploadId=${id}` }))).toBe(no);
    expect(refusal(await complete(id, listOf([[1, 'x']]), {}, 'ups/other'))).toBe(no);
  });

  test('headers that ask for what is not there', async () => {
    const headers = { 'x-oss-server-side-encryption': 'AES256' };
    expect((await service.owner('POST', 'ups/k', { query: 'uploads', headers })).status).toBe(501);
  });
});

describe('AbortMultipartUpload', () => {
  test('204, and then there is no such upload', async () => {
    const id = await begin();
    await part(id, 1, 'x');
    expect(await service.owner('DELETE', 'ups/key', { query: `uploadId=${id}` })).toMatchObject({
      status: 204,
      text: '',
    });
    expect((await service.owner('DELETE', 'ups/key', { query: `uploadId=${id}` })).status).toBe(404);
    expect((await part(id, 1, 'x')).status).toBe(404);
  });
});

describe('UploadPartCopy', () => {
  const copied = (id: string, source: string, headers: Readonly<Record<string, string>> = {}) =>
    part(id, 1, undefined, { headers: { 'x-oss-copy-source': source, ...headers } });

  test.each([
    [undefined, 'hello, world'],
    ['bytes=0-4', 'hello'],
    ['bytes=7-', 'world'],
    ['bytes=-5', 'world'],
    ['bytes=0-100', 'hello, world'],
    ['nonsense', 'hello, world'],
  ])('of the range %s', async (range, text) => {
    await service.owner('PUT', 'ups/source', { body: 'hello, world' });
    const id = await begin();
    const reply = await copied(id, '/ups/source', range === undefined ? {} : { 'x-oss-copy-source-range': range });
    expect(reply.status).toBe(200);
    expect(reply.text).toMatch(/^<\?xml.*\n<CopyPartResult><LastModified>.*<\/LastModified><ETag>&quot;/);
    expect(reply.headers.etag).toBe(`"${md5Of(text)}"`);
    expect((await complete(id, listOf([[1, md5Of(text)]]))).headers['x-oss-hash-crc64ecma']).toBe(
      reply.headers['x-oss-hash-crc64ecma'],
    );
    expect((await service.ask({ path: '/ups/key' })).text).toBe(text);
  });

  test('needs the right to read the source, and its conditions to hold', async () => {
    const id = await begin();
    expect((await copied(id, '/theirs/k')).status).toBe(403);
    expect((await copied(id, '/ups/absent')).status).toBe(404);
    await service.owner('PUT', 'ups/source', { body: 'hello' });
    expect((await copied(id, '/ups/source', { 'x-oss-copy-source-if-match': 'other' })).status).toBe(412);
    expect((await copied(id, '/ups/source', { 'x-oss-copy-source-if-none-match': md5Of('hello') })).status).toBe(304);
    expect((await copied('no-such', '/ups/source')).status).toBe(404);
  });
});

describe('ListParts', () => {
  test('all of them, and page by page', async () => {
    const id = await begin('ups/a b');
    for (const number of [3, 1, 2]) await part(id, number, `part ${number}`, {}, 'ups/a b');
    const list = (query: string) => service.owner('GET', 'ups/a b', { query: `uploadId=${id}${query}` });
    const all = await list('');
    expect(all.text).toMatch(
      new RegExp(
        `<ListPartsResult><Bucket>ups</Bucket><Key>a b</Key><UploadId>${id}</UploadId><StorageClass>Standard</StorageClass>` +
          '<PartNumberMarker>0</PartNumberMarker><NextPartNumberMarker>3</NextPartNumberMarker><MaxParts>1000</MaxParts>' +
          '<IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><LastModified>[^<]*</LastModified>' +
          `<ETag>&quot;${md5Of('part 1')}&quot;</ETag><HashCrc64ecma>\\d+</HashCrc64ecma><Size>6</Size></Part>`,
      ),
    );
    const first = await list('&max-parts=2&encoding-type=url');
    expect(elements(first.text, 'PartNumber')).toEqual(['1', '2']);
    expect(element(first.text, 'Key')).toBe('a%20b');
    expect(element(first.text, 'IsTruncated')).toBe('true');
    const next = await list(`&max-parts=2&part-number-marker=${element(first.text, 'NextPartNumberMarker')}`);
    expect(elements(next.text, 'PartNumber')).toEqual(['3']);
    for (const query of ['&max-parts=0', '&max-parts=1001', '&part-number-marker=-1', '&part-number-marker=10001'])
      expect((await list(query)).status).toBe(400);
  });
});

describe('ListMultipartUploads', () => {
  test('folded, in pages, encoded', async () => {
    await service.owner('PUT', 'many');
    const ids = [];
    for (const key of ['a b', 'a b', 'dir/x', 'dir/y', 'é']) ids.push(await begin(`many/${key}`));
    const list = (query: string) => service.owner('GET', 'many', { query: `uploads${query}` });
    const all = await list('');
    expect(elements(all.text, 'Key')).toEqual(['a b', 'a b', 'dir/x', 'dir/y', 'é']);
    expect(elements(all.text, 'UploadId').sort()).toEqual(ids.sort());
    expect(all.text).toContain(
      '<ListMultipartUploadsResult><Bucket>many</Bucket><KeyMarker></KeyMarker><UploadIdMarker></UploadIdMarker>' +
        '<NextKeyMarker></NextKeyMarker><NextUploadIdMarker></NextUploadIdMarker><Delimiter></Delimiter><Prefix></Prefix>' +
        '<MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated><Upload><Key>a b</Key>',
    );
    expect(element(all.text, 'Initiated')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);

    const seen: string[] = [];
    let markers = '';
    for (let page = 0; page < 10; page++) {
      const { text } = await list(`&max-uploads=1&delimiter=/&encoding-type=url${markers}`);
      seen.push(
        ...elements(text, 'Key'),
        ...[...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)/g)].map(([, each]) => String(each)),
      );
      if (element(text, 'IsTruncated') === 'false') break;
      markers = `&key-marker=${element(text, 'NextKeyMarker')}&upload-id-marker=${element(text, 'NextUploadIdMarker')}`;
    }
    expect(seen).toEqual(['a%20b', 'a%20b', 'dir%2F', '%C3%A9']);
    expect(elements((await list('&prefix=dir/&key-marker=dir/x')).text, 'Key')).toEqual(['dir/y']);
    for (const query of ['&max-uploads=0', '&max-uploads=1001', `&upload-id-marker=${'x'.repeat(65)}`])
      expect((await list(query)).status).toBe(400);
    expect(element((await service.owner('GET', 'many', { query: 'stat' })).text, 'MultipartUploadCount')).toBe('5');
    expect((await service.owner('DELETE', 'many')).status).toBe(409);
  });
});

describe('rights', () => {
  test('who may only read sees and changes nothing of an upload', async () => {
    const id = await begin();
    const asks: [string, string, string][] = [
      ['POST', '/ups/key', 'uploads'],
      ['PUT', '/ups/key', `partNumber=1&uploadId=${id}`],
      ['POST', '/ups/key', `uploadId=${id}`],
      ['DELETE', '/ups/key', `uploadId=${id}`],
      ['GET', '/ups/key', `uploadId=${id}`],
      ['GET', '/ups', 'uploads'],
    ];
    for (const [method, path, query] of asks) {
      expect([method, (await service.ask({ method, path, query, body: 'x' })).status]).toEqual([method, 403]);
      const target = path.slice(1);
      expect([method, (await service.stranger(method, target, { query, body: 'x' })).status]).toEqual([method, 403]);
    }
  });

  test('who may write may upload in parts', async () => {
    const { text } = await service.ask({ method: 'POST', path: '/wall/k', query: 'uploads' });
    const id = element(text, 'UploadId');
    const ask = { path: '/wall/k', query: `uploadId=${id}` };
    await service.ask({ ...ask, method: 'PUT', query: `partNumber=1&uploadId=${id}`, body: 'x' });
    expect((await service.ask({ ...ask, method: 'POST', body: listOf([[1, md5Of('x')]]) })).status).toBe(200);
    expect((await service.ask({ path: '/wall/k' })).text).toBe('x');
  });
});
