/** The pool with Tintype's own engine: what a request really meets. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { failureOf, scratchDirectory, startOwnPool } from './pools.js';
import { bytesOf, makePhoto, render, sourceOf } from './real.js';

let photo: Buffer;
beforeAll(async () => {
  photo = await makePhoto();
});

test('a picture from a path and from bytes: the same bytes as the engine gives in this process', async () => {
  const { pool } = await startOwnPool();
  const path = join(scratchDirectory(), 'photo.jpg');
  writeFileSync(path, photo);
  const chain = 'image/resize,w_200/rotate,90';
  const results = await Promise.all([
    render(pool, chain, sourceOf(photo, { path })),
    render(pool, chain, sourceOf(photo)),
  ]);
  const direct = await run(planOf(chain, GUIDE_LIMITS), sourceOf(photo), [], GUIDE_LIMITS);
  for (const result of results) {
    expect(result).toMatchObject({ contentType: 'image/jpeg', size: direct.bytes.length });
    expect(bytesOf(result).equals(direct.bytes)).toBe(true);
  }
  expect(await sharp(direct.bytes).metadata()).toMatchObject({ width: 133, height: 200 });
});

test('a damaged picture is the same 400 as in this process, and costs no worker', async () => {
  const { pool, incidents } = await startOwnPool();
  const damaged = sourceOf(photo.subarray(0, photo.length >> 1));
  const chain = 'image/resize,w_200';
  const direct = await failureOf(run(planOf(chain, GUIDE_LIMITS), damaged, [], GUIDE_LIMITS));
  const { code, status, message, ec } = direct;
  expect(status).toBe(400);
  expect(await failureOf(render(pool, chain, damaged))).toMatchObject({ code, status, message, ec });
  expect(incidents).toEqual([]);
});
