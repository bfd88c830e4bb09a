/** Every codec in every container that takes it, at awkward times: to the frame. */
import { describe, expect, test } from 'vitest';
import { type Codec, canEncode, clip, FRAMES, GOP, hasFfmpeg, RATE } from '../clips.js';
import { numbersAt } from '../process/video/snapshots.js';

const CONTAINERS: Readonly<Record<Codec, readonly string[]>> = {
  h264: ['mp4', 'mov', 'mkv', 'avi', 'flv', 'ts'],
  hevc: ['mp4', 'mov', 'mkv', 'ts'],
  'hevc-open': ['mp4', 'mkv', 'ts'],
  mpeg4: ['mp4', 'mov', 'mkv', 'avi', 'ts'],
  vp8: ['webm', 'mkv', 'avi'],
  vp9: ['webm', 'mkv', 'mp4', 'avi'],
  av1: ['webm', 'mkv', 'mp4'],
};

const pairs = Object.entries(CONTAINERS).flatMap(([codec, extensions]) =>
  extensions.map((extension) => ({ codec: codec as Codec, extension })),
);

const FRAME = 1000 / RATE;
const LAST = FRAMES - 1;
/** On a frame, before it, after it; on key frames and around them; the last frames, and beyond them. */
const TIMES = [
  0, 1, 39, 40, 41, 1000, 1959, 1960, 1999, 2000, 2001, 2050, 2130, 3999, 4000, 7000, 9959, 9960, 9999, 60_000,
];
const shownAt = (t: number) => Math.min(LAST, Math.floor(t / FRAME));
const keyAt = (t: number) => Math.floor(shownAt(t) / GOP) * GOP;

describe.skipIf(!hasFfmpeg).each(hasFfmpeg ? pairs.filter(({ codec }) => canEncode(codec)) : pairs)(
  '$codec in $extension',
  ({ codec, extension }) => {
    test('the frame shown at a time', async () => {
      expect(await numbersAt(clip(codec, extension), TIMES)).toEqual(TIMES.map(shownAt));
    });

    test('the key frame before a time', async () => {
      expect(await numbersAt(clip(codec, extension), TIMES, ',m_fast')).toEqual(TIMES.map(keyAt));
    });
  },
);
