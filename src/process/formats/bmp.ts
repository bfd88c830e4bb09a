/** Facts of a BMP, whichever of its headers it begins with (behaviour D25). */
import type { Facts } from './facts.js';
import { type Block, damaged, type Reading } from './reading.js';

const FILE_HEADER = 14;
/** The first header of OS/2, with 16-bit sides. */
const CORE_HEADER = 12;
/** The first header with a mask for alpha (Windows V3). */
const V3_HEADER = 56;
/** OS/2's second header in full is longer than V3's, but has other fields there. */
const OS2_HEADER = 64;
const DEPTHS: readonly number[] = [1, 2, 4, 8, 16, 24, 32];
/** Masks stand in the header: BI_BITFIELDS, BI_ALPHABITFIELDS. */
const WITH_MASKS: readonly number[] = [3, 6];

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly alpha: boolean;
}

/** @throws OssError BadRequest for a number of bits per pixel that does not exist */
export function* bmpFacts(file: Block): Reading<Facts> {
  const size = (yield* file.need(FILE_HEADER, 4)).readUInt32LE();
  const { width, height, bits, alpha } = size === CORE_HEADER ? yield* coreHeader(file) : yield* infoHeader(file, size);
  if (!DEPTHS.includes(bits)) throw damaged(`its header says ${bits} bits per pixel`);
  return { format: 'bmp', width, height, frames: 1, orientation: 1, alpha };
}

function* coreHeader(file: Block): Reading<Header> {
  const header = yield* file.need(FILE_HEADER, CORE_HEADER);
  return { width: header.readUInt16LE(4), height: header.readUInt16LE(6), bits: header.readUInt16LE(10), alpha: false };
}

/** OS/2's second header may end after the first 16 bytes; what is cut off is 0. */
function* infoHeader(file: Block, size: number): Reading<Header> {
  const header = yield* file.need(FILE_HEADER, Math.min(size, V3_HEADER));
  const compression = size >= 20 ? header.readUInt32LE(16) : 0;
  const alphaMask = size >= V3_HEADER && size !== OS2_HEADER ? header.readUInt32LE(52) : 0;
  return {
    width: header.readInt32LE(4),
    // Negative: the rows are stored from top to bottom.
    height: Math.abs(header.readInt32LE(8)),
    bits: header.readUInt16LE(14),
    alpha: alphaMask !== 0 && WITH_MASKS.includes(compression),
  };
}
