/** The pool with Tintype's own engine: what a request really meets. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type Facts, factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import type { Bytes, Source } from '#src/process/source.js';
import type { WorkerPool } from '#src/workers/pool.js';
import type { JobResult } from '#src/workers/protocol.js';
import { pngBomb } from '../process/formats/headers.js';
import { failureOf, scratchDirectory, startOwnPool } from './pools.js';

const MEBIBYTE = 1024 * 1024;

let photo: Buffer;

beforeAll(async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width: 300, height: 200, channels: 3, background: '#567', noise } as const;
  photo = await sharp(await sharp({ create }).png().toBuffer())
    .resize(1200, 800)
    .jpeg()
    .toBuffer();
});

function sourceOf(bytes: Buffer, where: Bytes = { bytes }, facts: Facts = factsOfBytes(bytes)): Source {
  return { bytes: where, facts, fileSize: bytes.length };
}

function render(pool: WorkerPool, chain: string, source: Source): Promise<JobResult> {
  const job = { plan: planOf(chain, GUIDE_LIMITS), source, sources: [], limits: GUIDE_LIMITS };
  return pool.run(job, { cost: 100, lane: 'fast', signal: new AbortController().signal, key: chain });
}

function bytesOf({ body }: JobResult): Buffer {
  return 'bytes' in body ? body.bytes : readFileSync(body.path);
}

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

test('a result of 16 megapixels fits under the ceiling and comes as a file', async () => {
  const { pool, incidents } = await startOwnPool();
  const result = await render(pool, 'image/resize,m_fixed,w_4096,h_4096,limit_0/quality,Q_95', sourceOf(photo));
  expect('path' in result.body).toBe(true);
  expect(await sharp(bytesOf(result)).metadata()).toMatchObject({ width: 4096, height: 4096, format: 'jpeg' });
  expect(incidents).toEqual([]);
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
