/** Facts of a BMP (behaviour D25). */
import { bmpHeader } from './bmp-header.js';
import type { Facts } from './facts.js';
import type { Block, Reading } from './reading.js';

/** @throws OssError BadRequest for a header that makes no sense, or a compression that is not read */
export function* bmpFacts(file: Block): Reading<Facts> {
  const { width, height, bits, masks } = yield* bmpHeader(file);
  const alpha = (bits === 16 || bits === 32) && masks.alpha !== 0;
  return { format: 'bmp', width, height, frames: 1, orientation: 1, alpha };
}
