/** Answers that a node gives again while other nodes change what they were made of. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { type Ask, ossRequest } from '../oss/request.js';
import { useService } from '../oss/service.js';
import { jpeg, photo } from '../pictures.js';
import { until } from '../until.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();
let url: string;
const service = useService({
  metadata: async () => {
    url = await postgres().newDatabase();
    return url;
  },
});
let other: PostgresMetadata;
const PICTURE: Ask = { path: '/known/a.jpg', query: 'x-oss-process=image/resize,w_50' };

beforeAll(async () => {
  other = await PostgresMetadata.open(url);
  await service.owner('PUT', 'known', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'known/a.jpg', { body: await jpeg(photo(120, 90)) });
});
afterAll(() => other?.close());

async function isKnown(): Promise<boolean> {
  return (await service.handler(ossRequest(PICTURE))).repeated === true;
}

/** Soon after the last change. */
async function untilKnown(): Promise<void> {
  await expect.poll(isKnown, { interval: 10 }).toBe(true);
}

test('an answer is given again until another node changes what it was made of', async () => {
  await untilKnown();
  await other.setBucketAcl('known', 'private');
  expect((await service.ask(PICTURE)).status).toBe(403);
  await other.setBucketAcl('known', 'public-read');
  await untilKnown();
  await other.delete('known', ['a.jpg'], 1);
  expect((await service.ask(PICTURE)).status).toBe(404);
  await service.owner('PUT', 'known/a.jpg', { body: await jpeg(photo(120, 90)) });
  await untilKnown();
});

test('many ask while another node changes a header: nobody gets an older one than was acknowledged before', async () => {
  await other.setCacheControl('known', 'max-age=0');
  let [acknowledged, known, changing] = [0, 0, true];
  const stale: string[] = [];
  const clients = Array.from({ length: 8 }, async () => {
    while (changing) {
      const due = acknowledged;
      const { headers, repeated } = await service.handler(ossRequest(PICTURE));
      if (repeated === true) known++;
      const shown = Number(String(headers['cache-control']).slice('max-age='.length));
      if (!(shown >= due)) stale.push(`${shown} after ${due}`);
      await new Promise(setImmediate);
    }
  });
  for (let n = 1; n <= 200; n++) {
    await other.setCacheControl('known', `max-age=${n}`);
    acknowledged = n;
    // Long enough, now and then, for an answer to become known.
    if (n % 10 === 0) {
      const due = known + 2;
      await until(() => known >= due);
    }
  }
  changing = false;
  await Promise.all(clients);
  expect(stale).toEqual([]);
  expect(known).toBeGreaterThan(20);
});

test('an answer for which PostgreSQL cannot be asked is not given, once the lease has gone with the connection', async () => {
  await untilKnown();
  await postgres().stop();
  await expect.poll(async () => (await service.ask(PICTURE)).status).toBe(503);
  await postgres().start();
  expect((await service.ask(PICTURE)).status).toBe(200);
});
