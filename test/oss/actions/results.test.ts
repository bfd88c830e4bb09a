/** Rendered once: what a second request costs, who shares a render and who never may. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jpeg, photo } from '../../pictures.js';
import { element, type Reply, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(240, 160)) });
  await service.owner('PUT', 'pics/large.jpg', { body: await jpeg(photo(1600, 1200)) });
});

beforeEach(() => service.services.results.clear());

const ask = (method: string, chain: string, headers: Record<string, string> = {}, key = 'photo.jpg'): Promise<Reply> =>
  service.ask({ method, path: `/pics/${key}`, query: `x-oss-process=${encodeURIComponent(chain)}`, headers });

/** How many pictures the workers have been given. */
const jobs = (): number => Object.values(service.services.workers.stats().jobs).reduce((sum, count) => sum + count, 0);

describe('the same URL', () => {
  test('asked a thousand times at once is rendered once', async () => {
    const before = jobs();
    const coalesced = service.services.results.stats().coalesced;
    const replies = await Promise.all(Array.from({ length: 1000 }, () => ask('GET', 'image/resize,w_77')));
    expect(jobs() - before).toBe(1);
    expect(service.services.results.stats().coalesced - coalesced).toBe(999);
    expect(new Set(replies.map(({ status, bytes }) => `${status} ${bytes.toString('latin1')}`)).size).toBe(1);
  });

  test('asked again, as written or with its parameters in another order, is not rendered again', async () => {
    const first = await ask('GET', 'image/resize,w_60,h_60,m_pad');
    const before = jobs();
    for (const chain of ['image/resize,w_60,h_60,m_pad', 'image/resize,m_pad,h_60,w_60']) {
      const again = await ask('GET', chain);
      expect(again.bytes.equals(first.bytes)).toBe(true);
      expect(again.headers).toEqual({ ...first.headers, 'server-timing': 'cache;desc=hit' });
    }
    expect(jobs()).toBe(before);
  });

  test('whose first asker leaves is still answered to the others', async () => {
    const leader = new AbortController();
    const query = `x-oss-process=${encodeURIComponent('image/resize,w_1000/rotate,37')}`;
    const asked = { method: 'GET', path: '/pics/large.jpg', query };
    const first = service.ask({ ...asked, signal: leader.signal });
    const second = service.ask(asked);
    await new Promise((resolve) => setTimeout(resolve, 5));
    leader.abort(new Error('left'));
    expect((await second).status).toBe(200);
    expect((await first).status).not.toBe(200);
  });
});

test('a thousand URLs that are nearly alike share nothing', async () => {
  const chains = Array.from({ length: 250 }, (_, n) => [
    `image/resize,w_${n + 1}`,
    `image/resize,h_${n + 1}`,
    `image/resize,w_${n + 1}/quality,q_90`,
    `image/resize,w_${n + 1}/quality,Q_90`,
  ]).flat();
  const before = jobs();
  const replies = await Promise.all(chains.map((chain) => ask('GET', chain, { 'if-none-match': '*' })));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([304]));
  expect(new Set(replies.map(({ headers }) => headers.etag)).size).toBe(1000);
  expect(jobs()).toBe(before);
});

test('a changed source changes the bytes and the ETag at once', async () => {
  await service.owner('PUT', 'pics/changing.jpg', { body: await jpeg(photo(100, 80)) });
  const old = await ask('GET', 'image/resize,w_50', {}, 'changing.jpg');
  await service.owner('PUT', 'pics/changing.jpg', { body: await jpeg(photo(80, 100)) });
  const etag = String(old.headers.etag);
  const fresh = await ask('GET', 'image/resize,w_50', { 'if-none-match': etag }, 'changing.jpg');
  expect(fresh.status).toBe(200);
  expect(fresh.headers.etag).not.toBe(etag);
  expect(fresh.bytes.equals(old.bytes)).toBe(false);
});

describe('without a worker', () => {
  test('304 and 412 are answered, of results that were never rendered', async () => {
    const before = jobs();
    const etag = String((await ask('GET', 'image/resize,w_33', { 'if-none-match': '*' })).headers.etag);
    expect((await ask('GET', 'image/resize,w_33', { 'if-none-match': etag })).status).toBe(304);
    expect((await ask('HEAD', 'image/resize,w_33', { 'if-none-match': etag })).status).toBe(304);
    expect((await ask('GET', 'image/resize,w_33', { 'if-match': '"other"' })).status).toBe(412);
    expect(jobs()).toBe(before);
  });

  test('HEAD answers as GET, from the index', async () => {
    const got = await ask('GET', 'image/resize,w_44');
    const before = jobs();
    const head = await ask('HEAD', 'image/resize,w_44');
    const { 'server-timing': _, ...headers } = got.headers;
    expect(head.headers).toEqual({ ...headers, 'content-length': String(got.bytes.length) });
    expect(jobs()).toBe(before);
  });

  test('HEAD of something new renders it, and the GET behind it does not', async () => {
    const before = jobs();
    const head = await ask('HEAD', 'image/resize,w_45');
    const got = await ask('GET', 'image/resize,w_45');
    expect(Number(head.headers['content-length'])).toBe(got.bytes.length);
    expect(jobs() - before).toBe(1);
  });

  test('info is answered in front and not kept', async () => {
    const before = service.services.results.stats();
    expect((await ask('GET', 'image/info')).status).toBe(200);
    expect(service.services.results.stats()).toEqual(before);
  });
});

describe.each([
  ['a small result, from memory', 'photo.jpg', 'image/resize,w_90'],
  ['a large one, from its file', 'large.jpg', 'image/format,png'],
])('a range of %s', (_, key, chain) => {
  test('is that of the produced bytes', async () => {
    const whole = await ask('GET', chain, {}, key);
    const before = jobs();
    const part = await ask('GET', chain, { range: 'bytes=100-299' }, key);
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 100-299/${whole.bytes.length}`);
    expect(part.bytes.equals(whole.bytes.subarray(100, 300))).toBe(true);
    const beyond = { range: `bytes=${whole.bytes.length}-`, 'x-oss-range-behavior': 'standard' };
    expect((await ask('GET', chain, beyond, key)).status).toBe(416);
    expect(jobs()).toBe(before);
  });
});

describe('the cache, to its operator', () => {
  const figure = (text: string, name: string): number => Number(element(text, name));

  test('shows what is kept and is emptied', async () => {
    await ask('GET', 'image/resize,w_91');
    const shown = await service.owner('GET', '', { query: 'x-oss-cache' });
    expect(shown.status).toBe(200);
    expect(figure(shown.text, 'Results')).toBe(1);
    expect(figure(shown.text, 'Bytes')).toBeGreaterThan(100);
    expect((await service.owner('DELETE', '', { query: 'x-oss-cache' })).status).toBe(204);
    const emptied = await service.owner('GET', '', { query: 'x-oss-cache' });
    expect([figure(emptied.text, 'Results'), figure(emptied.text, 'Bytes')]).toEqual([0, 0]);
    const before = jobs();
    await ask('GET', 'image/resize,w_91');
    expect(jobs() - before).toBe(1);
  });

  test.each(['GET', 'DELETE'])('%s is for the root account alone', async (method) => {
    expect((await service.stranger(method, '', { query: 'x-oss-cache' })).status).toBe(403);
    expect((await service.ask({ method, path: '/', query: 'x-oss-cache' })).status).toBe(403);
  });
});

describe("a bucket's Cache-Control", () => {
  const query = 'x-oss-cache-control';
  const put = (value?: string) =>
    service.owner('PUT', 'pics', { query, headers: value === undefined ? {} : { 'cache-control': value } });

  test('is on objects and results that have none of their own', async () => {
    const own = { 'cache-control': 'no-store' };
    await service.owner('PUT', 'pics/own.jpg', { body: await jpeg(photo(50, 40)), headers: own });
    expect((await put('max-age=3600')).status).toBe(200);
    expect(element((await service.owner('GET', 'pics', { query })).text, 'CacheControl')).toBe('max-age=3600');
    const chain = 'image/resize,w_20';
    expect((await ask('GET', chain)).headers['cache-control']).toBe('max-age=3600');
    expect((await ask('GET', chain, { 'if-none-match': '*' })).headers['cache-control']).toBe('max-age=3600');
    expect((await service.ask({ path: '/pics/photo.jpg' })).headers['cache-control']).toBe('max-age=3600');
    expect((await ask('GET', chain, {}, 'own.jpg')).headers['cache-control']).toBe('no-store');
    expect((await service.owner('DELETE', 'pics', { query })).status).toBe(204);
    expect((await ask('GET', chain)).headers).not.toHaveProperty('cache-control');
  });

  test.each([
    [undefined, 'MissingArgument'],
    ['ü', 'InvalidArgument'],
    ['x'.repeat(257), 'InvalidArgument'],
  ])('%s is refused', async (value, code) => {
    const refused = await put(value);
    expect([refused.status, element(refused.text, 'Code')]).toEqual([400, code]);
    expect(refused.text).toContain('Cache-Control with 1 to 256');
  });

  test("is the owner's to set", async () => {
    const headers = { 'cache-control': 'no-store' };
    expect((await service.stranger('PUT', 'pics', { query, headers })).status).toBe(403);
    expect((await service.stranger('GET', 'pics', { query })).status).toBe(403);
    expect((await service.owner('PUT', 'missing', { query, headers })).status).toBe(404);
  });
});
