/** A rough price of work on videos, as cost.ts has it for pictures: milliseconds of CPU on one core. */
import type { Cost } from '../cost.js';
import type { VideoFacts } from './facts.js';
import type { SnapshotValues } from './snapshot.js';

/** Starting ffmpeg or ffprobe, which load a hundred libraries each, and reading the file's header. */
const OPENING_COST = 60;
/** Per megapixel: a key frame decoded, scaled and handed over. */
const KEY_FRAME = 15;
/** Per megapixel: the frames between a key frame and the one that is wanted. Nobody knows how many those are. */
const FRAMES_BETWEEN = 100;

/**
 * To get at a frame. All that ffmpeg does is slow work: what a stranger's file makes of it, no fact tells. In a small
 * picture it may be hours from one key frame to the next, and a wrong index keeps ffmpeg busy until the deadline. So a
 * heap of frames does not keep thumbnails waiting.
 */
export function snapshotCost({ m }: SnapshotValues, { width, height, untimed }: VideoFacts): Cost {
  const megapixels = (width * height) / 1e6;
  const perMegapixel = m === 'fast' && !untimed ? 2 * KEY_FRAME : KEY_FRAME + FRAMES_BETWEEN;
  return { cost: OPENING_COST + megapixels * perMegapixel, lane: 'slow' };
}

/** To get at the facts of a video. */
export const PROBING: Cost = { cost: OPENING_COST, lane: 'slow' };
