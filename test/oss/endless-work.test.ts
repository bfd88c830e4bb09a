/** Chains that no worker could finish in time, through the whole service: refused in front, before any pixel. */
import { beforeAll, expect, test } from 'vitest';
import { jpeg, photo } from '../pictures.js';
import { sized } from '../process/formats/sized.js';
import { refusal, useService } from './service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(60, 40)) });
  await service.owner('PUT', 'pics/large.jpg', { body: sized('jpg', { width: 25_000, height: 10_000 }) });
});

const chainOf = (count: number, actions: string) => `image/${Array.from({ length: count }, () => actions).join('/')}`;

async function answer(key: string, chain: string): Promise<string> {
  const query = `x-oss-process=${encodeURIComponent(chain)}`;
  const reply = await service.ask({ path: `/pics/${key}`, query });
  const head = await service.ask({ method: 'HEAD', path: `/pics/${key}`, query });
  expect(head.status).toBe(reply.status);
  return reply.status === 200 ? '200' : refusal(reply);
}

test('a chain may have 100 actions, whatever fits into a URL', async () => {
  expect(await answer('photo.jpg', chainOf(50, 'resize,p_200/resize,p_50'))).toBe('200');
  expect(await answer('photo.jpg', chainOf(101, 'rotate,90'))).toBe(
    '400 InvalidArgument (0017-00000288): The chain has 101 actions; at most 100 are allowed.',
  );
  expect(await answer('photo.jpg', chainOf(650, 'resize,p_1000/resize,p_10'))).toContain('The chain has 1300 actions');
});

test('what would take more than a minute of CPU costs no worker anything', async () => {
  const before = service.services.workers.stats().jobs;
  expect(await answer('large.jpg', chainOf(90, 'blur,r_9,s_3'))).toMatch(
    /^400 ImageTooLarge: The chain would take about 4\d\d seconds of CPU for this picture; at most 60 are allowed\.$/,
  );
  expect(service.services.workers.stats().jobs).toEqual(before);
});
