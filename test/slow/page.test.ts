/** A browser that asks for a page of pictures that nobody has made yet, all at once, as it does over HTTP/2. */
import { beforeAll, expect, test } from 'vitest';
import { useService } from '../oss/service.js';
import { jpeg, photo } from '../pictures.js';

const THUMBNAILS = 100;
// Of patient clients: how fast the machine draws is not asked here.
const service = useService({ workers: { size: 2, patience: 300_000 } });

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(3000, 2000)) });
});

test('an idle server makes all hundred', async () => {
  const asked = Array.from({ length: THUMBNAILS }, (_, n) =>
    service.ask({ path: '/pics/photo.jpg', query: `x-oss-process=image/resize,w_720/quality,q_${n + 1}` }),
  );
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses).toEqual(Array(THUMBNAILS).fill(200));
  expect(service.services.workers.stats()).toMatchObject({ jobs: { done: THUMBNAILS, refused: 0 } });
});
