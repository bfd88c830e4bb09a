/** What other nodes have rendered is refused by none, however full its queue. With a real Valkey. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SharedResults } from '#src/store/results/shared.js';
import { ValkeyServer } from '../../scripts/valkey.js';
import { useService } from '../oss/service.js';
import { jpeg, photo } from '../pictures.js';
import { until } from '../until.js';
import { fixture } from '../workers/pools.js';

let valkey: ValkeyServer;
let other: SharedResults;
const service = useService({
  workers: { entry: fixture('endless.mjs'), queueLength: 1 },
  valkey: async () => {
    valkey = await ValkeyServer.start();
    return valkey.url;
  },
});
const leaving = new AbortController();
const asking = (width: number, headers: Record<string, string> = {}) =>
  service.ask({
    path: '/pics/photo.jpg',
    query: `x-oss-process=image/resize,w_${width}`,
    headers,
    signal: leaving.signal,
  });

beforeAll(async () => {
  other = new SharedResults(valkey.url);
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(240, 160)) });
  const { workers } = service.services;
  void asking(10);
  await until(() => workers.stats().workers.busy === 1);
  void asking(11);
  await until(() => workers.stats().queued.fast === 1);
});
afterAll(async () => {
  leaving.abort(new Error('left'));
  other?.close();
  await valkey?.stop();
});

test('what nobody has is refused before anybody takes his turn at it', async () => {
  const { misses } = service.services.results.stats();
  expect((await asking(50)).status).toBe(503);
  expect(service.services.results.stats().misses).toBe(misses);
  expect(service.services.workers.stats().refusals.queue).toBe(1);
});

test('what another has is sent', async () => {
  const { etag = '' } = (await asking(60, { 'if-none-match': '*' })).headers;
  const key = etag.replaceAll('"', '');
  const body = { bytes: Buffer.from('rendered elsewhere') };
  const { signal } = new AbortController();
  const asked = async () => {
    // Again, where Valkey has not answered in time: then it has nothing.
    await other.rendered(key, async () => ({ body, size: 18, contentType: 'image/jpeg' }), signal);
    return asking(60);
  };
  await expect.poll(asked).toMatchObject({ status: 200, text: 'rendered elsewhere' });
});
