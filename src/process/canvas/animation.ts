/** Animations from animations. */
import { type Animation, drawing } from '../formats/decode.js';
import { encoded } from '../formats/encode.js';
import type { Size } from '../geometry.js';
import type { Output } from '../output.js';
import type { Source } from '../source.js';
import { drawnFrames } from './frames.js';
import { stripOf } from './strip.js';
import type { Verb } from './verbs.js';

/** The file of all frames after these verbs, but for a GIF (gif-file.ts). @throws OssError 400 for a damaged file */
export async function animationFile(
  source: Source,
  { frames: count, delay, loop }: Animation,
  verbs: readonly Verb[],
  size: Size,
  output: Output,
): Promise<Buffer> {
  const frames = await drawnFrames(source, count, verbs, size);
  return drawing(async () => (await encoded(await stripOf(frames), output, { delay, loop, palette: 'new' })).data);
}
