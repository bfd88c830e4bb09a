/** Facts of a JPEG: its segments up to the first scan, skipping over what is large (ICC profiles, thumbnails, MPF). */
import type { Facts } from './facts.js';
import { orientationOf } from './ifd.js';
import { estimateQuality } from './jpeg-quality.js';
import type { QuantTable } from './jpeg-tables.js';
import { type Block, damaged, type Reading } from './reading.js';

const MARKER = {
  tem: 0x01,
  dht: 0xc4,
  jpg: 0xc8,
  dac: 0xcc,
  rst0: 0xd0,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  dqt: 0xdb,
  app1: 0xe1,
};

/** Before the first scan. A colour profile has at most 255; sixty thousand bytes could be ten thousand empty ones. */
const MAX_SEGMENTS = 1000;
/** Bytes that are no marker between two segments: some cameras pad, and libjpeg skips them with a warning. */
const MAX_JUNK = 4096;
/** Bytes that are searched for a marker at once; a sound segment begins with one. */
const JUNK_CHUNK = 64;

interface Segment {
  readonly marker: number;
  /** Empty for the markers that stand alone. */
  readonly body: Block;
  readonly end: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** For each channel, the number of its quantisation table. */
  readonly tables: readonly number[];
}

/** @throws OssError BadRequest for a file that ends before its first scan, or has no frame header before it */
export function* jpegFacts(file: Block): Reading<Facts> {
  const tables = new Map<number, QuantTable>();
  let frame: Frame | undefined;
  let exif: Block | undefined;
  let segment = yield* segmentAt(file, 2);
  for (let n = 1; segment !== undefined && segment.marker !== MARKER.sos && segment.marker !== MARKER.eoi; n++) {
    if (n > MAX_SEGMENTS) throw damaged(`its header has more than ${MAX_SEGMENTS} segments`);
    if (segment.marker === MARKER.dqt) yield* readTables(segment.body, tables);
    else if (isFrame(segment.marker)) frame ??= yield* readFrame(segment.body);
    else exif ??= yield* exifIn(segment);
    segment = yield* segmentAt(file, segment.end);
  }
  // A file that ends here has no picture; one whose header is merely long has been read as far as we go.
  if (segment === undefined && !file.spent) throw damaged('it ends inside its header');
  if (frame === undefined) throw damaged(file.spent ? 'its header is too long' : 'it has no frame header');
  const orientation = yield* orientationOf(exif);
  const quality = qualityOf(frame, tables);
  return {
    format: 'jpg',
    width: frame.width,
    height: frame.height,
    frames: 1,
    orientation,
    alpha: false,
    ...(quality === undefined ? {} : { quality }),
    ...(frame.depth === 8 ? {} : { depth: frame.depth }),
  };
}

/** The first EXIF block before the picture itself. */
export function* jpegExif(file: Block): Reading<Block | undefined> {
  let segment = yield* segmentAt(file, 2);
  while (segment !== undefined && segment.marker !== MARKER.sos && segment.marker !== MARKER.eoi) {
    const exif = yield* exifIn(segment);
    if (exif !== undefined) return exif;
    segment = yield* segmentAt(file, segment.end);
  }
  return undefined;
}

/** The segment that begins at or behind `from`; undefined at the end of the file or the budget. */
function* segmentAt(file: Block, from: number): Reading<Segment | undefined> {
  const at = yield* markerAt(file, from);
  const head = at === undefined ? undefined : yield* file.peek(at, 2);
  if (at === undefined || head === undefined) return undefined;
  const marker = head.readUInt8(1);
  if (standsAlone(marker)) return { marker, body: file.part(at + 2, 0), end: at + 2 };
  const length = yield* file.peek(at + 2, 2);
  if (length === undefined) return undefined;
  const size = length.readUInt16BE();
  if (size < 2) throw damaged(`a segment of its header says that it is ${size} bytes long`);
  return { marker, body: file.part(at + 4, size - 2), end: at + 2 + size };
}

/** Where the next marker begins: at once in a sound file, behind fill bytes and junk in some. */
function* markerAt(file: Block, from: number): Reading<number | undefined> {
  for (let at = from; at <= from + MAX_JUNK; ) {
    const length = Math.min(JUNK_CHUNK, file.size - at);
    const bytes = length < 2 ? undefined : yield* file.peek(at, length);
    if (bytes === undefined) return undefined;
    for (let i = 0; i + 1 < length; i++) {
      // FF 00 is a stuffed byte and FF FF a fill byte; neither begins a segment.
      if (bytes[i] === 0xff && bytes[i + 1] !== 0 && bytes[i + 1] !== 0xff) return at + i;
    }
    at += length - 1;
  }
  throw damaged('its header is followed by something that is no JPEG segment');
}

/** Restart markers, SOI and EOI lie next to each other. */
function standsAlone(marker: number): boolean {
  return marker === MARKER.tem || (marker >= MARKER.rst0 && marker <= MARKER.eoi);
}

function isFrame(marker: number): boolean {
  const inRange = marker >= 0xc0 && marker <= 0xcf;
  return inRange && marker !== MARKER.dht && marker !== MARKER.jpg && marker !== MARKER.dac;
}

function* readFrame(body: Block): Reading<Frame> {
  const head = yield* body.need(0, 6);
  const channels = head.readUInt8(5);
  const components = yield* body.need(6, channels * 3);
  const tables: number[] = [];
  for (let i = 0; i < channels; i++) tables.push(components.readUInt8(i * 3 + 2));
  return { depth: head.readUInt8(0), height: head.readUInt16BE(1), width: head.readUInt16BE(3), tables };
}

/** One DQT segment holds one table or several, of 8- or 16-bit numbers. */
function* readTables(body: Block, tables: Map<number, QuantTable>): Reading<void> {
  for (let at = 0; at < body.size; ) {
    const kind = (yield* body.need(at, 1)).readUInt8();
    const width = kind >> 4 === 0 ? 1 : 2;
    const bytes = yield* body.need(at + 1, 64 * width);
    tables.set(
      kind & 15,
      Array.from({ length: 64 }, (_, i) => bytes.readUIntBE(i * width, width)),
    );
    at += 1 + 64 * width;
  }
}

/** The first channel is the luma; the first one with another table is a chroma. */
function qualityOf(frame: Frame, tables: ReadonlyMap<number, QuantTable>): number | undefined {
  const [first, ...others] = frame.tables;
  const luma = first === undefined ? undefined : tables.get(first);
  if (luma === undefined) return undefined;
  const second = others.find((table) => table !== first);
  return estimateQuality(luma, second === undefined ? undefined : tables.get(second));
}

function* exifIn(segment: Segment): Reading<Block | undefined> {
  if (segment.marker !== MARKER.app1) return undefined;
  const name = yield* segment.body.peek(0, 6);
  return name?.toString('latin1') === 'Exif\0\0' ? segment.body.part(6) : undefined;
}
