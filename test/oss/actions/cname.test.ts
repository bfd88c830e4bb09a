/** Domains of somebody's own: bound to a bucket, they name it. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jpeg, photo } from '../../pictures.js';
import { file, form } from '../form/forms.js';
import { type Ask, presigned, ROOT, signed } from '../request.js';
import { signedV4 } from '../request-v4.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const HOST = 'img.shop.example';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'shut');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  for (const bucket of ['pics', 'shut'])
    await service.owner('PUT', `${bucket}/a.jpg`, { body: await jpeg(photo(40, 30)) });
});

beforeEach(async () => {
  for (const bucket of ['pics', 'shut', 'wall']) {
    for (const { domain } of await service.store.domains.list(bucket))
      await service.store.domains.unbind(bucket, domain);
  }
});

const document = (domain: string, more = '') =>
  `<BucketCnameConfiguration><Cname><Domain>${domain}</Domain>${more}</Cname></BucketCnameConfiguration>`;
const ask = (comp: string, bucket: string, domain: string) =>
  service.owner('POST', bucket, { query: `cname&comp=${comp}`, body: document(domain) });
const list = async (bucket: string) =>
  (await service.owner('GET', bucket, { query: 'cname' })).text.split('\n')[1] ?? '';
const at = (path: string, more: Ask = {}) => service.ask({ host: HOST, path, ...more });

describe('a domain', () => {
  test('is bound, listed, and let go', async () => {
    expect(await ask('add', 'pics', HOST)).toMatchObject({ status: 200, text: '', note: { action: 'PutCname' } });
    expect(await ask('add', 'pics', ' IMG2.Shop.Example. ')).toMatchObject({ status: 200 });
    const text = await list('pics');
    expect(text).toMatch(
      /^<ListCnameResult><Bucket>pics<\/Bucket><Owner>alice<\/Owner><Cname><Domain>img.shop.example<\/Domain><LastModified>[^<]*<\/LastModified><Status>Enabled<\/Status><\/Cname>/,
    );
    expect(elements(text, 'Domain')).toEqual([HOST, 'img2.shop.example']);
    for (let time = 0; time < 2; time++) expect((await ask('delete', 'pics', HOST)).status).toBe(200);
    expect(elements(await list('pics'), 'Domain')).toEqual(['img2.shop.example']);
    expect((await at('/a.jpg')).status).toBe(404);
  });

  test('is one bucket’s: another is told, and cannot let it go', async () => {
    await ask('add', 'pics', HOST);
    expect(refusal(await ask('add', 'shut', HOST))).toBe(
      '409 CnameAlreadyExists: The domain is bound to another bucket already.',
    );
    expect((await ask('delete', 'shut', HOST)).status).toBe(200);
    expect(await service.store.domains.find(HOST)).toBe('pics');
  });

  test('may be written in any script', async () => {
    expect((await ask('add', 'pics', 'bücher.example')).status).toBe(200);
    expect((await service.ask({ host: 'xn--bcher-kva.example', path: '/a.jpg' })).status).toBe(200);
  });

  test.each([
    '',
    'localhost',
    'example',
    'img.localhost',
    'pics.oss-cn-hangzhou.aliyuncs.com',
    'aliyuncs.com',
    '127.0.0.1',
    '10.1.2.3',
    '1.2.3',
    '[::1]',
    'a.b:9000',
    'http://a.example',
    'a.example/b',
    '*.a.example',
    '-a.example',
    'a-.example',
    'a..example',
    '.example',
    'a_b.example',
    'a b.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(127)}example`,
    'a.example&#10;b',
  ])('%j is none', async (domain) => {
    expect(refusal(await ask('add', 'pics', domain))).toMatch(
      /^400 InvalidArgument: .*of parameter: Domain is invalid/s,
    );
    expect(await list('pics')).not.toContain('<Cname>');
  });

  test('is for the owner, in a document, without a certificate', async () => {
    for (const comp of ['add', 'delete', 'token']) {
      const query = `cname&comp=${comp}`;
      expect((await service.stranger('POST', 'pics', { query, body: document(HOST) })).status).toBe(403);
      expect((await service.ask({ method: 'POST', path: '/wall', query, body: document(HOST) })).status).toBe(403);
      for (const body of ['', '<Cname/>', '<BucketCnameConfiguration/>']) {
        expect(refusal(await service.owner('POST', 'pics', { query, body }))).toMatch(/^400 MalformedXML/);
      }
    }
    expect((await service.stranger('GET', 'pics', { query: 'cname' })).status).toBe(403);
    const body = document(HOST, '<CertificateConfiguration><CertId>1</CertId></CertificateConfiguration>');
    const refused = await service.owner('POST', 'pics', { query: 'cname&comp=add', body });
    expect(refusal(refused)).toMatch(/^501 NotImplemented: .*--tls-cert/);
    for (const query of ['cname', 'cname&comp=other']) {
      expect((await service.owner('POST', 'pics', { query, body: document(HOST) })).status).toBe(405);
    }
    expect(await list('pics')).not.toContain('<Cname>');
  });

  test('has a token for whoever asks, which binding does not need', async () => {
    const made = await ask('token', 'pics', HOST);
    const got = await service.owner('GET', 'pics', { query: `comp=token&cname=${HOST}` });
    for (const { status, text } of [made, got]) {
      expect([status, element(text, 'Bucket'), element(text, 'Cname')]).toEqual([200, 'pics', HOST]);
      expect(element(text, 'Token')).toBe(element(made.text, 'Token'));
      expect(Date.parse(element(text, 'ExpireTime') ?? '')).toBeGreaterThan(Date.now());
    }
    expect(await list('pics')).not.toContain('<Cname>');
  });
});

describe('the host names the bucket', () => {
  beforeEach(async () => {
    await ask('add', 'pics', HOST);
  });

  test('with or without a port, in any letters: objects, pictures, listings, preflights', async () => {
    for (const host of [HOST, `${HOST}:9000`, 'IMG.Shop.Example', `${HOST}.`]) {
      const reply = await service.ask({ host, path: '/a.jpg' });
      expect([reply.status, reply.note.bucket, reply.note.key]).toEqual([200, 'pics', 'a.jpg']);
    }
    expect((await at('/a.jpg', { query: 'x-oss-process=image/resize,w_10' })).status).toBe(200);
    expect(element((await at('/')).text, 'Name')).toBe('pics');
    expect((await at('/pics/a.jpg')).status).toBe(404);
    expect(element((await at('/none')).text, 'HostId')).toBe(HOST);
    for (const host of [`x.${HOST}`, 'shop.example', 'img.shop.example.evil.example', 'img.shop.example,x']) {
      expect(refusal(await service.ask({ host, path: '/a.jpg' }))).toMatch(/^404 NoSuchBucket .*PutCname/);
    }
  });

  test('in what is signed, too: V1 and V4, in headers and in URLs', async () => {
    await service.store.domains.bind({ bucket: 'shut', domain: 'shut.example', most: 9 });
    const got: Ask = { host: 'shut.example', path: '/a.jpg' };
    const soon = Math.floor(Date.now() / 1000) + 60;
    for (const each of [
      signed(got, '/shut/a.jpg', ROOT),
      presigned(got, '/shut/a.jpg', soon),
      signedV4(got, '/shut/a.jpg'),
    ]) {
      expect((await service.ask(each)).status).toBe(200);
    }
    expect((await service.ask(got)).status).toBe(403);
    expect(refusal(await service.ask(signed(got, '/a.jpg', ROOT)))).toMatch(/^403 SignatureDoesNotMatch/);
    const put: Ask = { host: 'shut.example', method: 'PUT', path: '/b.txt', body: 'x' };
    expect((await service.ask(signed(put, '/shut/b.txt', ROOT))).status).toBe(200);
    expect((await service.owner('GET', 'shut/b.txt')).text).toBe('x');
    expect(
      elements((await service.ask(signed({ ...got, path: '/', query: 'cname' }, '/shut/', ROOT))).text, 'Domain'),
    ).toEqual(['shut.example']);
  });

  test('for forms, whose answer says where the object is', async () => {
    await service.store.domains.bind({ bucket: 'wall', domain: 'wall.example', most: 9 });
    const parts = [['key', 'k'], ['success_action_status', '201'], file()] as const;
    const reply = await service.ask(form('', parts, { host: 'wall.example:9000', path: '/' }));
    expect(element(reply.text, 'Location')).toBe('http://wall.example:9000/k');
  });

  test('until it is let go, or the bucket is gone', async () => {
    await ask('delete', 'pics', HOST);
    expect((await at('/a.jpg')).status).toBe(404);
    await service.owner('PUT', 'short');
    await ask('add', 'short', HOST);
    expect((await at('/a.jpg')).status).toBe(403);
    await service.owner('DELETE', 'short');
    expect(refusal(await at('/a.jpg'))).toMatch(/^404 NoSuchBucket/);
  });

  test('but never one that a base domain answers', async () => {
    await service.store.domains.bind({ bucket: 'shut', domain: 'pics.localhost', most: 9 });
    const reply = await service.ask({ host: 'pics.localhost', path: '/a.jpg' });
    expect([reply.status, reply.note.bucket]).toEqual([200, 'pics']);
  });
});
