/**
 * The header of a BMP, whichever of the eight it begins with, and where it says that the rest lies. Where files and
 * documents disagree it reads what Pillow, Go's x/image and the browsers read.
 */
import { imageCause, OssError } from '../../errors.js';
import { type Block, damaged, type Reading } from './reading.js';

const FILE_HEADER = 14;
/** The first header of OS/2, with 16-bit sides and palette entries of three bytes. */
const CORE_HEADER = 12;
const INFO_HEADER = 40;
/** OS/2's second header in full. What Windows's have behind the first 40 bytes, masks, it has not. */
const OS2_HEADER = 64;
const LONGEST_HEADER = 124;
const EMBEDDED_PROFILE = 'DEBM';

const DEPTHS: readonly number[] = [1, 2, 4, 8, 16, 24, 32];
const COMPRESSION = { none: 0, rle8: 1, rle4: 2, masks: 3, alphaMasks: 6 } as const;
/** Bits per pixel that each method of compression exists with. */
const DEPTHS_OF: Readonly<Record<number, readonly number[]>> = {
  [COMPRESSION.none]: DEPTHS,
  [COMPRESSION.rle8]: [8],
  [COMPRESSION.rle4]: [4],
  [COMPRESSION.masks]: [16, 32],
  [COMPRESSION.alphaMasks]: [16, 32],
};

/** Which bits of a pixel of 16 or 32 bits are which channel; one run of bits each, 0 for a channel that is not there. */
export interface Masks {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

const DEFAULT_MASKS: Readonly<Record<16 | 32, Masks>> = {
  16: { red: 0x7c00, green: 0x03e0, blue: 0x001f, alpha: 0 },
  32: { red: 0xff0000, green: 0x00ff00, blue: 0x0000ff, alpha: 0 },
};

/** Offsets are from the beginning of the file, sizes in bytes; nothing says that they lie inside it. */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly packing: 'none' | 'rle8' | 'rle4';
  readonly masks: Masks;
  readonly palette: { readonly at: number; readonly entrySize: 3 | 4; readonly colours: number };
  readonly pixelsAt: number;
  /** An ICC profile inside the file. */
  readonly profile?: { readonly at: number; readonly size: number };
}

/**
 * Sides may come out as 0 or less: facts.ts refuses those of every format.
 * @throws OssError BadRequest for bits per pixel, masks or offsets that make no sense; with cause 5 for a compression
 * that is not read: JPEG, PNG, and OS/2's own two
 */
export function* bmpHeader(file: Block): Reading<BmpHeader> {
  const size = (yield* file.need(FILE_HEADER, 4)).readUInt32LE();
  const pixelsAt = (yield* file.need(10, 4)).readUInt32LE();
  return size === CORE_HEADER ? yield* coreHeader(file, pixelsAt) : yield* infoHeader(file, size, pixelsAt);
}

function* coreHeader(file: Block, pixelsAt: number): Reading<BmpHeader> {
  const fields = yield* file.need(FILE_HEADER, CORE_HEADER);
  const bits = fields.readUInt16LE(10);
  checkDepth(bits, COMPRESSION.none);
  return {
    width: fields.readUInt16LE(4),
    height: fields.readUInt16LE(6),
    topDown: false,
    bits,
    packing: 'none',
    masks: DEFAULT_MASKS[bits === 16 ? 16 : 32],
    ...parts(FILE_HEADER + CORE_HEADER, 3, bits, 0, pixelsAt),
  };
}

function* infoHeader(file: Block, size: number, pixelsAt: number): Reading<BmpHeader> {
  const fields = yield* infoFields(file, size);
  const height = fields.readInt32LE(8);
  const bits = fields.readUInt16LE(14);
  const compression = fields.readUInt32LE(16);
  checkDepth(bits, compression, size);
  const behind = FILE_HEADER + size + masksBehind(size, compression);
  return {
    width: fields.readInt32LE(4),
    height: Math.abs(height),
    topDown: height < 0,
    bits,
    packing: compression === COMPRESSION.rle8 ? 'rle8' : compression === COMPRESSION.rle4 ? 'rle4' : 'none',
    masks: masksOf(fields, bits, compression),
    ...parts(behind, 4, bits, fields.readUInt32LE(32), pixelsAt),
    ...profileOf(fields, size),
  };
}

/** All the fields that there may be. OS/2's second header may end after its first 16 bytes; what is cut off is 0. */
function* infoFields(file: Block, size: number): Reading<Buffer> {
  const fields = Buffer.alloc(LONGEST_HEADER);
  const own = size === OS2_HEADER ? INFO_HEADER : Math.min(size, LONGEST_HEADER);
  (yield* file.need(FILE_HEADER, own)).copy(fields);
  const masks = masksBehind(size, fields.readUInt32LE(16));
  if (masks > 0) (yield* file.need(FILE_HEADER + INFO_HEADER, masks)).copy(fields, INFO_HEADER);
  return fields;
}

/** Bytes of masks behind a header that has no room for them. */
function masksBehind(size: number, compression: number): number {
  if (size !== INFO_HEADER) return 0;
  return compression === COMPRESSION.masks ? 12 : compression === COMPRESSION.alphaMasks ? 16 : 0;
}

function checkDepth(bits: number, compression: number, headerSize = CORE_HEADER): void {
  // OS/2 means its own two methods by 3 and 4.
  const depths = headerSize === OS2_HEADER && compression > COMPRESSION.rle4 ? undefined : DEPTHS_OF[compression];
  if (depths === undefined) {
    throw new OssError(
      'BadRequest',
      `This image format is not supported. It is a BMP of compression ${compression}; ` +
        'uncompressed, RLE and bit-field BMPs are read.',
      { ec: imageCause(5) },
    );
  }
  if (!DEPTHS.includes(bits)) throw damaged(`its header says ${bits} bits per pixel`);
  if (!depths.includes(bits)) throw damaged(`its header says ${bits} bits per pixel of compression ${compression}`);
}

/**
 * An alpha mask in a header that has one counts for uncompressed pixels, too: so read Chrome, Go and ImageMagick. The
 * fourth byte of a pixel under the older headers is no alpha: what is in it is anybody's guess.
 */
function masksOf(fields: Buffer, bits: number, compression: number): Masks {
  const plain = DEFAULT_MASKS[bits === 16 ? 16 : 32];
  if (bits !== 16 && bits !== 32) return plain;
  const [red, green, blue] = [maskAt(fields, 40, bits), maskAt(fields, 44, bits), maskAt(fields, 48, bits)];
  const colours = compression === COMPRESSION.none || (red | green | blue) === 0 ? plain : { red, green, blue };
  const alpha = maskAt(fields, 52, bits);
  return { ...colours, alpha: (alpha & (colours.red | colours.green | colours.blue)) === 0 ? alpha : 0 };
}

function maskAt(fields: Buffer, at: number, bits: number): number {
  const mask = fields.readUInt32LE(at) % 2 ** bits;
  const lowest = (mask & -mask) >>> 0;
  const run = lowest === 0 ? 0 : mask / lowest;
  if (!Number.isInteger(Math.log2(run + 1))) throw damaged(`its mask ${mask.toString(16)} is not one run of bits`);
  return mask;
}

/** A palette ends where the pixels begin, whatever number of colours the header claims. */
function parts(behind: number, entrySize: 3 | 4, bits: number, claimed: number, pixelsAt: number) {
  if (pixelsAt !== 0 && pixelsAt < behind) throw damaged('its header says that its pixels begin inside the header');
  const most = bits <= 8 ? 2 ** bits : 0;
  const said = claimed === 0 ? most : Math.min(claimed, most);
  const room = pixelsAt === 0 ? said : Math.floor((pixelsAt - behind) / entrySize);
  const palette = { at: behind, entrySize, colours: Math.min(said, room) };
  return { palette, pixelsAt: pixelsAt === 0 ? behind + said * entrySize : pixelsAt };
}

/** A linked profile, the name of a file on somebody's disk, is ignored. */
function profileOf(fields: Buffer, size: number): Pick<BmpHeader, 'profile'> {
  if (size !== LONGEST_HEADER || fields.toString('latin1', 56, 60) !== EMBEDDED_PROFILE) return {};
  return { profile: { at: FILE_HEADER + fields.readUInt32LE(112), size: fields.readUInt32LE(116) } };
}
