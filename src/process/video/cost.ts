/** A rough price of work on videos, as cost.ts has it for pictures: milliseconds of CPU on one core. */
import type { VideoFacts } from './facts.js';
import type { SnapshotValues } from './snapshot.js';

/** Starting ffmpeg or ffprobe, which load a hundred libraries each, and reading the file's header. */
export const OPENING_COST = 60;
/** Per megapixel: a key frame decoded, scaled and handed over. */
const KEY_FRAME = 15;
/** Per megapixel: the frames between a key frame and the one that is wanted. Nobody knows how many those are. */
const FRAMES_BETWEEN = 100;

export function snapshotCost({ m }: SnapshotValues, { width, height }: VideoFacts): number {
  const megapixels = (width * height) / 1e6;
  return OPENING_COST + megapixels * (m === 'fast' ? 2 * KEY_FRAME : KEY_FRAME + FRAMES_BETWEEN);
}
