/** A chain on pixels, through the whole engine. */
import type { Raster } from '#src/process/canvas.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { decoded, png, sourceOf, translucent } from '../../pictures.js';

const mark = png(translucent(40, 30)).then(sourceOf);

/** The result of a whole chain, 'image/…'. Whatever other pictures the chain names are one small mark. */
export async function ran(file: Uint8Array, chain: string): Promise<Buffer> {
  const plan = planOf(chain, GUIDE_LIMITS);
  const marks = await Promise.all(plan.sources.map(() => mark));
  return (await run(plan, sourceOf(file), marks, GUIDE_LIMITS)).bytes;
}

/** The file that `image/CHAIN` makes of a stored file. */
export function fileAfter(file: Uint8Array, chain: string): Promise<Buffer> {
  return ran(file, `image/${chain}`);
}

/** PNG in, PNG out. */
export async function processed(picture: Raster, chain: string): Promise<Raster> {
  return decoded(await fileAfter(await png(picture), chain));
}
