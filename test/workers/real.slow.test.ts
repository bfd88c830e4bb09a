/** What a request meets whose picture is at the limits of memory. */
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { pngBomb } from '../process/formats/headers.js';
import { failureOf, startOwnPool } from './pools.js';
import { bytesOf, makePhoto, render, sourceOf } from './real.js';

const MEBIBYTE = 1024 * 1024;

let photo: Buffer;
beforeAll(async () => {
  photo = await makePhoto();
});

test('a result of 16 megapixels fits under the ceiling and comes as a file', async () => {
  const { pool, incidents } = await startOwnPool();
  const result = await render(pool, 'image/resize,m_fixed,w_4096,h_4096,limit_0/quality,Q_95', sourceOf(photo));
  expect('path' in result.body).toBe(true);
  expect(await sharp(bytesOf(result)).metadata()).toMatchObject({ width: 4096, height: 4096, format: 'jpeg' });
  expect(incidents).toEqual([]);
});

test.runIf(process.platform === 'linux').each([
  // libvips refuses the allocation; GLib aborts the process.
  [600, []],
  [300, ['crashed']],
])('the 41-byte bomb, had it got past the limits, is a 400 under a ceiling of %i MiB', async (ceiling, deaths) => {
  const { pool, incidents } = await startOwnPool({ ceiling: ceiling * MEBIBYTE });
  const facts = {
    format: 'png',
    width: 786464,
    height: 32,
    frames: 1,
    orientation: 1,
    alpha: true,
    depth: 16,
  } as const;
  const bomb = sourceOf(pngBomb(), undefined, facts);
  expect(await failureOf(render(pool, 'image/resize,w_200', bomb))).toMatchObject({
    code: 'ImageTooLarge',
    status: 400,
  });
  expect(incidents.map(({ reason }) => reason)).toEqual(deaths);
  // Remembered: it does not run again.
  expect(await failureOf(render(pool, 'image/resize,w_200', bomb))).toMatchObject({
    code: 'ImageTooLarge',
    status: 400,
  });
  expect(pool.stats().jobs.refused).toBe(1);
  expect(await render(pool, 'image/resize,w_100', sourceOf(photo))).toMatchObject({ contentType: 'image/jpeg' });
});

test.runIf(process.platform === 'linux')('a WebP that libwebp has no memory for is a 400, too', async () => {
  const { pool, incidents } = await startOwnPool({ ceiling: 200 * MEBIBYTE });
  const flat = { width: 3000, height: 3000, channels: 4, background: '#5678' } as const;
  const wall = sourceOf(await sharp({ create: flat }).png({ compressionLevel: 1 }).toBuffer());
  expect(await failureOf(render(pool, 'image/format,webp', wall))).toMatchObject({
    code: 'ImageTooLarge',
    status: 400,
    message: 'The picture needs more memory than one request may take.',
  });
  expect(incidents).toEqual([]);
});
