/** Facts of a GIF. Its blocks have no lengths to jump by, so frames are counted as far as HEAD_BYTES go. */
import type { Facts } from './facts.js';
import { type Block, damaged, type Reading } from './reading.js';

const HEADER_SIZE = 13;
const BLOCK = { extension: 0x21, image: 0x2c };
const GRAPHIC_CONTROL = 0xf9;
const RESTORE_TO_BACKGROUND = 2;

/** A GIF is read from front to back: fetch it in large pieces. */
const AHEAD = 16384;

/** Screens which libnsgif, the decoder, holds for a display's size and not the picture's; also those above 2048. */
const DISPLAY_SIZES: readonly string[] = ['640x480', '640x512', '800x600', '1024x768', '1280x1024', '1600x1200'];
const MAX_BELIEVED_SIDE = 2048;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @throws OssError BadRequest for a GIF without any image */
export function* gifFacts(file: Block): Reading<Facts> {
  const header = yield* file.need(0, HEADER_SIZE);
  const { frames, first, transparent } = yield* walk(file, HEADER_SIZE + tableSize(header.readUInt8(10)));
  if (first === undefined) throw damaged(file.spent ? 'its header is too long' : 'it has no image');
  const canvas = canvasSize({ width: header.readUInt16LE(6), height: header.readUInt16LE(8) }, first);
  const covered = first.left === 0 && first.top === 0 && first.width === canvas.width && first.height === canvas.height;
  return {
    format: 'gif',
    ...canvas,
    frames: file.spent ? Math.max(2, frames) : frames,
    ...(file.spent ? { moreFrames: true } : {}),
    orientation: 1,
    alpha: transparent || !covered,
  };
}

/** The first image enlarges a screen that is too small for it, as in the decoder. */
function canvasSize(screen: Size, first: Box): Size {
  const { width, height } = screen;
  const doubtful =
    width === 0 ||
    height === 0 ||
    Math.max(width, height) > MAX_BELIEVED_SIDE ||
    DISPLAY_SIZES.includes(`${width}x${height}`);
  const least = doubtful ? { width: 1, height: 1 } : screen;
  return {
    width: Math.max(least.width, first.left + first.width),
    height: Math.max(least.height, first.top + first.height),
  };
}

interface Walked {
  frames: number;
  first: Box | undefined;
  transparent: boolean;
}

function* walk(file: Block, from: number): Reading<Walked> {
  const walked: Walked = { frames: 0, first: undefined, transparent: false };
  let at: number | undefined = from;
  while (at !== undefined) {
    const kind: number | undefined = file.seen(at) ?? (yield* file.peek(at, 1, AHEAD))?.[0];
    if (kind === BLOCK.image) at = yield* image(file, at, walked);
    else if (kind === BLOCK.extension) at = yield* extension(file, at, walked);
    else return walked;
  }
  return walked;
}

/** Both return where the next block begins; undefined at the end of the file or of the budget. */
function* image(file: Block, at: number, walked: Walked): Reading<number | undefined> {
  const head = yield* file.peek(at, 10, AHEAD);
  if (head === undefined) return undefined;
  walked.frames++;
  walked.first ??= {
    left: head.readUInt16LE(1),
    top: head.readUInt16LE(3),
    width: head.readUInt16LE(5),
    height: head.readUInt16LE(7),
  };
  const codeSize = 1;
  return yield* skipSubBlocks(file, at + 10 + tableSize(head.readUInt8(9)) + codeSize);
}

function* extension(file: Block, at: number, walked: Walked): Reading<number | undefined> {
  const head = yield* file.peek(at, 4, AHEAD);
  if (head === undefined) return undefined;
  if (head.readUInt8(1) === GRAPHIC_CONTROL) {
    const flags = head.readUInt8(3);
    if ((flags & 1) !== 0 || ((flags >> 2) & 7) === RESTORE_TO_BACKGROUND) walked.transparent = true;
  }
  return yield* skipSubBlocks(file, at + 2);
}

function* skipSubBlocks(file: Block, from: number): Reading<number | undefined> {
  for (let at = from; ; ) {
    const length = file.seen(at) ?? (yield* file.peek(at, 1, AHEAD))?.[0];
    if (length === undefined) return undefined;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** Bytes of the colour table that these flags announce. */
function tableSize(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}
