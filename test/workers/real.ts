/** Jobs for the pool with Tintype's own engine. */
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { type Facts, factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import type { Bytes, Source } from '#src/process/source.js';
import type { WorkerPool } from '#src/workers/pool.js';
import type { JobResult } from '#src/workers/protocol.js';

export async function makePhoto(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const create = { width: 300, height: 200, channels: 3, background: '#567', noise } as const;
  return sharp(await sharp({ create }).png().toBuffer())
    .resize(1200, 800)
    .jpeg()
    .toBuffer();
}

export function sourceOf(bytes: Buffer, where: Bytes = { bytes }, facts: Facts = factsOfBytes(bytes)): Source {
  return { bytes: where, facts, fileSize: bytes.length };
}

export function render(pool: WorkerPool, chain: string, source: Source): Promise<JobResult> {
  const job = { plan: planOf(chain, GUIDE_LIMITS), source, sources: [], limits: GUIDE_LIMITS };
  return pool.run(job, { cost: 100, lane: 'fast', signal: new AbortController().signal, key: chain });
}

export function bytesOf({ body }: JobResult): Buffer {
  return 'bytes' in body ? body.bytes : readFileSync(body.path);
}
