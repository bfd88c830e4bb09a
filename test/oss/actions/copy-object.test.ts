import { beforeAll, describe, expect, test } from 'vitest';
import { jpeg, photo } from '../../pictures.js';
import { element, refusal, useService } from '../service.js';

const service = useService();
const META = { 'content-type': 'text/plain', 'cache-control': 'max-age=60', 'x-oss-meta-author': '猫' };

beforeAll(async () => {
  await service.owner('PUT', 'from', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'into');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.stranger('PUT', 'secrets');
  await service.stranger('PUT', 'secrets/k', { body: 'secret' });
  await service.owner('PUT', 'from/dir/ü +&.txt', { body: 'copied', headers: META });
});

const SOURCE = '/from/dir%2F%C3%BC%20%2B%26.txt';
const copy = (target: string, source: string, headers: Readonly<Record<string, string>> = {}) =>
  service.owner('PUT', target, { headers: { 'x-oss-copy-source': source, ...headers } });

describe('CopyObject', () => {
  test.each(['/from/dir/%C3%BC%20+&.txt', SOURCE, 'from/dir/%C3%BC%20%2B%26.txt', `${SOURCE}?versionId=x`])(
    'of %s, with what describes the source',
    async (source) => {
      const reply = await copy('into/copy', source);
      expect(reply.status).toBe(200);
      const original = await service.ask({ path: SOURCE });
      const made = await service.owner('GET', 'into/copy');
      expect(made.text).toBe('copied');
      for (const name of ['etag', 'x-oss-hash-crc64ecma', 'content-md5', ...Object.keys(META)])
        expect([name, made.headers[name]]).toEqual([name, original.headers[name]]);
      expect(reply.headers).toMatchObject({
        'content-type': 'application/xml',
        etag: original.headers.etag,
        'x-oss-hash-crc64ecma': original.headers['x-oss-hash-crc64ecma'],
      });
      expect(`"${element(reply.text, 'ETag')?.replaceAll('&quot;', '')}"`).toBe(original.headers.etag);
      expect(element(reply.text, 'LastModified')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    },
  );

  test('REPLACE takes the metadata of the request, COPY does not', async () => {
    const sent = { 'content-type': 'text/html', 'x-oss-meta-new': '1' };
    await copy('into/replaced', SOURCE, { ...sent, 'x-oss-metadata-directive': 'REPLACE' });
    const replaced = await service.owner('HEAD', 'into/replaced');
    expect(replaced.headers).toMatchObject(sent);
    expect(replaced.headers['x-oss-meta-author']).toBeUndefined();
    expect(replaced.headers['cache-control']).toBeUndefined();
    await copy('into/kept', SOURCE, { ...sent, 'x-oss-metadata-directive': 'COPY' });
    const kept = await service.owner('HEAD', 'into/kept');
    expect(kept.headers).toMatchObject(META);
    expect(kept.headers['x-oss-meta-new']).toBeUndefined();
    expect(refusal(await copy('into/x', SOURCE, { 'x-oss-metadata-directive': 'MERGE' }))).toBe(
      '400 InvalidArgument: The value: MERGE of parameter: x-oss-metadata-directive is invalid. Allowed: COPY or REPLACE.',
    );
  });

  test('onto itself it changes the metadata, whatever the directive says', async () => {
    await service.owner('PUT', 'into/self', { body: 'bytes', headers: META });
    await copy('into/self', '/into/self', { 'content-type': 'image/png' });
    const reply = await service.owner('GET', 'into/self');
    expect(reply.text).toBe('bytes');
    expect(reply.headers['content-type']).toBe('image/png');
    expect(reply.headers['x-oss-meta-author']).toBeUndefined();
  });

  test('with an ACL and a storage class of its own', async () => {
    await copy('into/described', SOURCE, { 'x-oss-object-acl': 'public-read', 'x-oss-storage-class': 'IA' });
    const reply = await service.ask({ path: '/into/described' });
    expect(reply.text).toBe('copied');
    expect(reply.headers['x-oss-storage-class']).toBe('IA');
    await copy('into/described', SOURCE);
    expect((await service.ask({ path: '/into/described' })).status).toBe(403);
  });

  test('x-oss-forbid-overwrite', async () => {
    await service.owner('PUT', 'into/there', { body: 'old' });
    expect(refusal(await copy('into/there', SOURCE, { 'x-oss-forbid-overwrite': 'true' }))).toBe(
      '409 FileAlreadyExists: The object you specified already exists and can not be overwritten.',
    );
    expect((await service.owner('GET', 'into/there')).text).toBe('old');
  });

  test('conditions on the source', async () => {
    const { headers } = await service.ask({ path: SOURCE });
    const etag = String(headers.etag);
    const past = 'Sat, 01 Jan 2000 00:00:00 GMT';
    const future = 'Wed, 01 Jan 2031 00:00:00 GMT';
    const answers = async (name: string, value: string) =>
      (await copy('into/conditional', SOURCE, { [`x-oss-copy-source-${name}`]: value })).status;
    expect(await answers('if-match', etag)).toBe(200);
    expect(await answers('if-match', etag.replaceAll('"', ''))).toBe(200);
    expect(await answers('if-match', '"other"')).toBe(412);
    expect(await answers('if-none-match', etag)).toBe(304);
    expect(await answers('if-none-match', '"other"')).toBe(200);
    expect(await answers('if-unmodified-since', past)).toBe(412);
    expect(await answers('if-unmodified-since', future)).toBe(200);
    expect(await answers('if-modified-since', future)).toBe(304);
    expect(await answers('if-modified-since', past)).toBe(200);
    const plain = await copy('into/conditional', SOURCE, { 'if-match': etag });
    expect(refusal(plain)).toMatch(/^501 NotImplemented/);
  });

  test('needs the right to write the target and to read the source', async () => {
    const asked = (source: string) => ({ headers: { 'x-oss-copy-source': source } });
    expect((await service.stranger('PUT', 'into/x', asked(SOURCE))).status).toBe(403);
    expect((await service.stranger('PUT', 'wall/x', asked('/into/copy'))).status).toBe(403);
    expect((await service.stranger('PUT', 'wall/x', asked(SOURCE))).status).toBe(200);
    expect(refusal(await copy('into/stolen', '/secrets/k'))).toBe(
      '403 AccessDenied (0003-00000001): You have no right to access this object because of bucket acl.',
    );
    // Whether it exists is not told either.
    expect((await copy('into/stolen', '/secrets/absent')).status).toBe(403);
    const owned = { headers: { 'x-oss-copy-source': SOURCE, 'x-oss-object-acl': 'private' } };
    expect((await service.stranger('PUT', 'wall/x', owned)).status).toBe(403);
  });

  test('the right to write comes before what is said of the source', async () => {
    const reply = await service.stranger('PUT', 'into/x', { headers: { 'x-oss-copy-source': 'nonsense' } });
    expect(reply.status).toBe(403);
  });

  test.each([
    ['nonsense', '400 InvalidArgument'],
    ['/from', '400 InvalidArgument'],
    ['/from/100%', '400 InvalidArgument'],
    ['/from/%00', '400 InvalidArgument'],
    ['/UPPER/k', '400 InvalidBucketName'],
    ['/from/', '400 InvalidObjectName'],
    ['/from//k', '400 InvalidObjectName'],
    ['', '400 InvalidArgument'],
    ['/absent/k', '404 NoSuchBucket'],
    ['/from/absent', '404 NoSuchKey'],
  ])('of %j: %s', async (source, answer) => {
    const reply = await copy('into/x', source);
    expect(`${reply.status} ${element(reply.text, 'Code')}`).toBe(answer);
  });

  test('of a source that is replaced between its reading and the copy: of what it is by now', async () => {
    await service.owner('PUT', 'from/new', { body: 'new' });
    await service.owner('PUT', 'from/busy', { body: 'old' });
    const { object: other } = await service.store.head('from', 'new');
    if (other === undefined) throw new Error('was just put');
    // On its way to the writer before anything below begins; known to be done only after the old row was read.
    const replacing = service.store.copy(other, 'from', 'busy', { headers: {} });
    const made = await copy('into/of-busy', '/from/busy');
    expect(made.status).toBe(200);
    expect((await service.owner('GET', 'into/of-busy')).text).toBe('new');
    await replacing;
  });

  test('of a source that is deleted between its reading and the copy: 404', async () => {
    await service.owner('PUT', 'from/short', { body: 'bytes' });
    const deleting = service.store.delete('from', 'short');
    expect(refusal(await copy('into/short', '/from/short'))).toContain('404 NoSuchKey');
    await deleting;
  });

  test('a picture copied is processed like its source', async () => {
    await service.owner('PUT', 'from/p.jpg', { body: await jpeg(photo(60, 40)) });
    await copy('into/p.jpg', '/from/p.jpg', { 'x-oss-object-acl': 'public-read' });
    const { text } = await service.ask({ path: '/into/p.jpg', query: 'x-oss-process=image/info' });
    expect(JSON.parse(text).ImageWidth.value).toBe('60');
  });
});
