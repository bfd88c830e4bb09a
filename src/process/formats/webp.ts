/** Facts of a WebP: one still bitstream, or the extended form (VP8X) with its chunks. */
import type { Facts } from './facts.js';
import { orientationOf } from './ifd.js';
import { type Block, damaged, type Reading } from './reading.js';

const FIRST_CHUNK = 12;
const FLAG = { animation: 0x02, exif: 0x08, alpha: 0x10 };

interface Chunk {
  readonly type: string;
  readonly body: Block;
  readonly end: number;
}

/** @throws OssError BadRequest for an unknown or broken first chunk */
export function* webpFacts(file: Block): Reading<Facts> {
  const chunk = yield* chunkAt(file, FIRST_CHUNK);
  if (chunk?.type === 'VP8 ') return { ...STILL, ...(yield* lossySize(chunk.body)) };
  if (chunk?.type === 'VP8L') return { ...STILL, ...(yield* losslessSize(chunk.body)) };
  if (chunk?.type === 'VP8X') return yield* extendedFacts(file, chunk);
  throw damaged('its first chunk is unknown');
}

/** The EXIF block, which stands behind the pictures. As in libwebp, only when the flags announce it. */
export function* webpExif(file: Block): Reading<Block | undefined> {
  const chunk = yield* chunkAt(file, FIRST_CHUNK);
  if (chunk?.type !== 'VP8X') return undefined;
  const flags = (yield* chunk.body.peek(0, 1))?.readUInt8() ?? 0;
  return (flags & FLAG.exif) === 0 ? undefined : (yield* walk(file, chunk.end)).exif;
}

const STILL = { format: 'webp', frames: 1, orientation: 1, alpha: false } as const;

function* extendedFacts(file: Block, chunk: Chunk): Reading<Facts> {
  const header = yield* chunk.body.need(0, 10);
  const flags = header.readUInt8(0);
  const animated = (flags & FLAG.animation) !== 0;
  const withExif = (flags & FLAG.exif) !== 0;
  const rest = animated || withExif ? yield* walk(file, chunk.end) : { frames: 1, exif: undefined };
  return {
    ...STILL,
    width: header.readUIntLE(4, 3) + 1,
    height: header.readUIntLE(7, 3) + 1,
    frames: animated ? Math.max(1, rest.frames) : 1,
    ...(animated && file.spent ? { moreFrames: true } : {}),
    orientation: withExif ? yield* orientationOf(rest.exif) : 1,
    alpha: (flags & FLAG.alpha) !== 0,
  };
}

/** Counts frames by their chunk headers alone and finds the EXIF block. */
function* walk(file: Block, from: number): Reading<{ frames: number; exif: Block | undefined }> {
  let frames = 0;
  let chunk = yield* chunkAt(file, from);
  while (chunk !== undefined) {
    if (chunk.type === 'ANMF') frames++;
    if (chunk.type === 'EXIF') return { frames, exif: withoutPrefix(chunk.body, yield* chunk.body.peek(0, 6)) };
    chunk = yield* chunkAt(file, chunk.end);
  }
  return { frames, exif: undefined };
}

/** Some writers repeat JPEG's six bytes in front of the block. */
function withoutPrefix(body: Block, start: Buffer | undefined): Block {
  return start?.toString('latin1') === 'Exif\0\0' ? body.part(6) : body;
}

function* chunkAt(file: Block, at: number): Reading<Chunk | undefined> {
  const head = yield* file.peek(at, 8);
  if (head === undefined) return undefined;
  const size = head.readUInt32LE(4);
  return { type: head.toString('latin1', 0, 4), body: file.part(at + 8, size), end: at + 8 + size + (size % 2) };
}

/** The key frame header of VP8 (RFC 6386, 9.1); the two high bits of each side are a scaling hint. */
function* lossySize(body: Block): Reading<{ width: number; height: number }> {
  const header = yield* body.need(0, 10);
  if (header.readUIntBE(3, 3) !== 0x9d012a) throw damaged('it has no key frame');
  return { width: header.readUInt16LE(6) & 0x3fff, height: header.readUInt16LE(8) & 0x3fff };
}

function* losslessSize(body: Block): Reading<{ width: number; height: number; alpha: boolean }> {
  const header = yield* body.need(0, 5);
  if (header.readUInt8(0) !== 0x2f) throw damaged('it has no lossless signature');
  const bits = header.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, alpha: ((bits >>> 28) & 1) !== 0 };
}
