/** Facts of a PNG: its chunks up to the first of the picture's own. */
import type { Facts } from './facts.js';
import { orientationOf } from './ifd.js';
import { type Block, damaged, type Reading } from './reading.js';

/** Colour type -> the bit depths it exists with (PNG specification, 11.2.2). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const PALETTE = 3;
const ALPHA_BIT = 4;

/** @throws OssError BadRequest for a file that does not begin with a sound IHDR or ends before its pixels */
export function* pngFacts(file: Block): Reading<Facts> {
  const header = yield* file.need(8, 8 + 13);
  if (header.toString('latin1', 4, 8) !== 'IHDR') throw damaged('it does not begin with an IHDR chunk');
  const depth = header.readUInt8(16);
  const colour = header.readUInt8(17);
  if (!DEPTHS[colour]?.includes(depth)) throw damaged(`its header says ${depth} bits of colour type ${colour}`);
  const { transparent, exif } = yield* readChunks(file);
  return {
    format: 'png',
    width: header.readUInt32BE(8),
    height: header.readUInt32BE(12),
    frames: 1,
    orientation: yield* orientationOf(exif),
    alpha: transparent || (colour & ALPHA_BIT) !== 0,
    // A palette's entries have 8 bits per channel however few bits index them.
    ...(depth === 8 || colour === PALETTE ? {} : { depth }),
  };
}

/**
 * Of several eXIf chunks the first counts, as of the EXIF blocks of other formats. One may also follow the pixels;
 * decoders do not see it there, and neither do we.
 */
function* readChunks(file: Block): Reading<{ transparent: boolean; exif: Block | undefined }> {
  let transparent = false;
  let exif: Block | undefined;
  for (let at = 8; ; ) {
    const head = yield* file.peek(at, 8);
    if (head === undefined && file.spent) break;
    if (head === undefined) throw damaged('it ends before its pixels');
    const size = head.readUInt32BE(0);
    const type = head.toString('latin1', 4, 8);
    if (type === 'IDAT' || type === 'IEND') break;
    if (type === 'tRNS') transparent = true;
    if (type === 'eXIf') exif ??= file.part(at + 8, size);
    at += 12 + size;
  }
  return { transparent, exif };
}
