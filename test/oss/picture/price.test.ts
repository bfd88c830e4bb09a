/** What is still answered, and in which order, where the workers take no more; and whose place is freed. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { jpeg, photo } from '../../pictures.js';
import { until } from '../../until.js';
import { fixture } from '../../workers/pools.js';
import { type Reply, useService } from '../service.js';

const WAITING = 2;
const service = useService({ workers: { entry: fixture('endless.mjs'), queueLength: WAITING } });
const clients: AbortController[] = [];

const query = (chain: string) => `x-oss-process=${encodeURIComponent(chain)}`;
const ask = (chain: string, headers: Record<string, string> = {}, path = '/pics/photo.jpg'): Promise<Reply> =>
  service.ask({ path, query: query(chain), headers });

/** Somebody who asks and waits for ever, or until he leaves. */
function client(chain: string): AbortController {
  const leaving = new AbortController();
  clients.push(leaving);
  void service.ask({ path: '/pics/photo.jpg', query: query(chain), signal: leaving.signal });
  return leaving;
}

const queued = () => service.services.workers.stats().queued.fast;
const counts = () => {
  const { misses, coalesced } = service.services.results.stats();
  const { refusals } = service.services.workers.stats();
  return { misses, coalesced, refused: refusals.queue };
};

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(240, 160)) });
  await service.owner('PUT', 'pics/unread.jpg', { body: await jpeg(photo(240, 160)) });
  await service.owner('PUT', 'shut');
  await service.owner('PUT', 'shut/photo.jpg', { body: await jpeg(photo(240, 160)) });
  // The worker, and the places behind it. What is known of the picture is in its row from now on.
  client('image/resize,w_10');
  await until(() => service.services.workers.stats().workers.busy === 1);
  for (let n = 1; n <= WAITING; n++) client(`image/resize,w_${10 + n}`);
  await until(() => queued() === WAITING);
  await until(async () => (await service.store.head('pics', 'photo.jpg')).object?.facts);
});

afterAll(() => {
  for (const leaving of clients) leaving.abort(new Error('left'));
});

test('a new picture is refused before anybody looks for it or opens anything', async () => {
  const before = counts();
  const { status, headers, text, note } = await ask('image/resize,w_50');
  expect([status, headers['retry-after'], note.action]).toEqual([503, expect.stringMatching(/^\d+$/), 'ProcessObject']);
  expect(text).toContain('<Message>The queue is full');
  expect(counts()).toEqual({ ...before, refused: before.refused + 1 });
});

test('once one was refused, others are with the next round, for which uploads do not wait', async () => {
  expect((await ask('image/resize,w_50')).status).toBe(503);
  const { refused } = counts();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const asking = [1, 2].map((n) => ask(`image/resize,w_${50 + n}`));
    expect((await service.owner('PUT', 'pics/upload.txt', { body: Buffer.from('text') })).status).toBe(200);
    expect(counts().refused).toBe(refused);
    vi.runAllTimers();
    expect((await Promise.all(asking)).map(({ status }) => status)).toEqual([503, 503]);
    expect(counts().refused).toBe(refused + 2);
  } finally {
    vi.useRealTimers();
  }
});

test('nor does anybody look at one that has not been read', async () => {
  const { refused } = counts();
  expect((await ask('image/resize,w_50', {}, '/pics/unread.jpg')).status).toBe(503);
  expect(counts().refused).toBe(refused + 1);
  expect((await service.store.head('pics', 'unread.jpg')).object?.facts).toBeUndefined();
});

test.each([
  ['a wrong value', 400, () => ask('image/resize,w_99999')],
  ['a size that no result may have', 400, () => ask('image/crop,x_5000')],
  ['somebody who may not', 403, () => ask('image/resize,w_50', {}, '/shut/photo.jpg')],
  ['a missing object', 404, () => ask('image/resize,w_50', {}, '/pics/none.jpg')],
  ['a style that is not there', 404, () => ask('style/none')],
  ['whoever has it already', 304, () => ask('image/resize,w_50', { 'if-none-match': '*' })],
  ['image/info', 200, () => ask('image/info')],
  ['the original', 200, () => service.ask({ path: '/pics/photo.jpg' })],
] as const)('%s: %i as ever, and no refusal', async (_, expected, asking) => {
  const { refused } = counts();
  expect((await asking()).status).toBe(expected);
  expect(counts().refused).toBe(refused);
});

test('who wants what another waits for waits with him', async () => {
  const before = counts();
  const leaving = client('image/resize,w_11');
  await expect.poll(() => counts().coalesced).toBe(before.coalesced + 1);
  expect(counts().refused).toBe(before.refused);
  leaving.abort(new Error('left'));
});

test('a client that leaves frees its place', async () => {
  clients[WAITING]?.abort(new Error('left'));
  await expect.poll(queued).toBe(WAITING - 1);
  const { refused } = counts();
  client('image/resize,w_60');
  await expect.poll(queued).toBe(WAITING);
  expect(counts().refused).toBe(refused);
  expect((await ask('image/resize,w_61')).status).toBe(503);
});
