/** Originals that are on another machine: how many are fetched at once, where many are asked for. */
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jpeg, photo } from '../../pictures.js';
import { S3Engine } from '../../store/blobs/s3-engine.js';
import { useService } from '../service.js';

const PLACES = 3;
const PICTURES = 8;
let engine: S3Engine;
const service = useService({
  workers: { queueLength: PLACES },
  s3: async () => {
    engine = await S3Engine.start();
    return engine.options();
  },
});

/** Answers that wait for somebody to let them go. */
let held: (() => void)[] | undefined;

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  const body = await jpeg(photo(60, 40));
  for (let n = 0; n < PICTURES; n++) await service.owner('PUT', `pics/${n}.jpg`, { body });
  engine.fault = ({ method, key }, response: ServerResponse) => {
    if (held === undefined || method !== 'GET') return false;
    const bytes = engine.objects.get(key) ?? Buffer.alloc(0);
    held.push(() => response.writeHead(200, { 'content-length': bytes.length }).end(bytes));
    return true;
  };
});
afterAll(() => engine.stop());

const ask = (n: number, process: string) =>
  service.ask({ path: `/pics/${n}.jpg`, query: `x-oss-process=image/${process}` });

async function known(n: number): Promise<void> {
  await ask(n, 'info');
  await expect.poll(async () => (await service.store.head('pics', `${n}.jpg`)).object?.facts).toBeDefined();
}

test.each(['never read', 'known'])('pictures that are %s: no more are fetched than can wait', async (which) => {
  const all = [...Array(PICTURES).keys()];
  if (which === 'known') await Promise.all(all.map(known));
  const { workers } = service.services;
  const refusals = () => workers.stats().refusals.queue;
  const before = refusals();
  const fetching: (() => void)[] = [];
  held = fetching;
  const asked = all.map((n) => ask(n, `resize,w_${which.length}`));
  await expect.poll(refusals).toBe(before + PICTURES - PLACES);
  await expect.poll(() => fetching).toHaveLength(PLACES);
  expect(workers.stats().queued).toEqual({ fast: 0, slow: 0 });
  held = undefined;
  for (const go of fetching) go();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses).toEqual([...Array(PLACES).fill(200), ...Array(PICTURES - PLACES).fill(503)]);
});
