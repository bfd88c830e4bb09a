/** A chain on pixels, through the whole engine: PNG in, PNG out. */
import type { Raster } from '#src/process/canvas.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { decoded, png, sourceOf } from '../../pictures.js';

/** The file that `image/CHAIN` makes of a stored file. */
export async function fileAfter(file: Uint8Array, chain: string): Promise<Buffer> {
  return (await run(planOf(`image/${chain}`, GUIDE_LIMITS), sourceOf(file), [], GUIDE_LIMITS)).bytes;
}

export async function processed(picture: Raster, chain: string): Promise<Raster> {
  return decoded(await fileAfter(await png(picture), chain));
}
