/** Clips with flipped bytes and missing ends: a frame, or a refusal that names the video; never a surprise. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { clip, clipDirectory, hasFfmpeg } from '../clips.js';
import { snapped } from '../process/video/snapshots.js';

const ROUNDS = 12;

/** Numbers below 1 that are the same in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Most damage is done near the beginning, where what is read first stands. */
function damaged(file: Buffer, next: () => number): Buffer {
  const bytes = Buffer.from(file);
  for (let n = Math.floor(next() * 40); n >= 0; n--) {
    const reach = next() < 0.5 ? Math.min(2000, bytes.length) : bytes.length;
    bytes[Math.floor(next() * reach)] = Math.floor(next() * 256);
  }
  return next() < 0.3 ? bytes.subarray(0, Math.floor(next() * bytes.length)) : bytes;
}

describe.skipIf(!hasFfmpeg)('damaged', () => {
  test.each(['mp4', 'mkv', 'avi', 'flv', 'ts'])('%s', async (extension) => {
    const whole = readFileSync(clip('h264', extension));
    const path = join(clipDirectory(), `damaged.${extension}`);
    const next = numbers(whole.length);
    const ends: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      writeFileSync(path, damaged(whole, next));
      const mode = round % 2 === 0 ? '' : ',m_fast';
      try {
        const { bytes } = await snapped(path, `snapshot,t_${Math.floor(next() * 11_000)},f_png${mode}`);
        expect((await sharp(bytes).metadata()).format).toBe('png');
        ends.push('frame');
      } catch (error) {
        if (!(error instanceof OssError)) throw error;
        expect([400, 503]).toContain(error.status);
        ends.push(error.message);
      }
    }
    expect(ends).toHaveLength(ROUNDS);
    expect(ends).toContain('frame');
  });
});
