import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { OssError } from '#src/errors.js';
import { exifTags, readExif } from '#src/process/exif.js';
import {
  type Facts,
  type Format,
  factsOfBytes,
  HEAD_BYTES,
  type ReadAt,
  readFacts,
} from '#src/process/formats/facts.js';
import {
  AVIF_SIZE,
  avif,
  bmp,
  chunk,
  exifSegment,
  frameSegment,
  gif,
  jpeg,
  orientationBlock,
  png,
  riffChunk,
  segment,
  tiffBlock,
  webp,
  webpHeader,
} from './headers.js';

const FORMATS: readonly Format[] = ['jpg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'avif'];
const MAX_READS = 193;

/** What every format begins with, so that noise gets past the first look. */
const BEGINNINGS = [
  'ffd8ffe0',
  '89504e470d0a1a0a0000000d49484452',
  '474946383961',
  '524946460000000057454250565038',
  '49492a00',
  '4d4d002b',
  '424d0000000000000000000028000000',
  '000000186674797061766966000000006d69663161766966',
].map((hex) => Buffer.from(hex, 'hex'));

let samples: readonly Buffer[];

beforeAll(async () => {
  const picture = sharp({ create: { width: 60, height: 40, channels: 4, background: '#0008' } }).withMetadata({
    orientation: 6,
  });
  const frames = sharp(Buffer.alloc(30 * 60 * 3), { raw: { width: 30, height: 60, channels: 3, pageHeight: 20 } });
  const encoded = [
    picture.clone().jpeg(),
    picture.clone().png(),
    picture.clone().webp(),
    picture.clone().tiff(),
    picture.clone().tiff({ bigtiff: true }),
    picture.clone().avif({ effort: 0 }),
    frames.clone().webp(),
    frames.clone().gif({ keepDuplicateFrames: true }),
  ];
  const written = [
    bmp(124, 60, 40, 32, { compression: 3, alpha: 255 }),
    avif(AVIF_SIZE),
    gif(640, 480, { width: 10, height: 10, control: 1 }, { width: 30, height: 20, bytes: 3000 }),
    jpeg(exifSegment(orientationBlock(6)), segment(0xe2, Buffer.alloc(65533)), frameSegment(300, 200)),
    png(
      30,
      20,
      8,
      3,
      chunk('tRNS', Buffer.alloc(9)),
      chunk('eXIf', orientationBlock(3)),
      chunk('IDAT', Buffer.alloc(9)),
    ),
    webp(webpHeader(0x0a, 30, 20), riffChunk('ANMF', Buffer.alloc(70_000)), riffChunk('EXIF', orientationBlock(5))),
    // A directory that points to itself, and no picture.
    tiffBlock('MM', [{ at: 8, entries: [{ tag: 0x8769, type: 'long', value: [8] }], next: 8 }]),
  ];
  samples = [...(await Promise.all(encoded.map((pipeline) => pipeline.toBuffer()))), ...written];
});

/** Whatever the bytes are: sane facts or an error that a client may see, in bounded reads, and EXIF that never throws. */
async function check(bytes: Buffer): Promise<void> {
  const { readAt, done } = bounded(bytes);
  let facts: Facts | undefined;
  try {
    facts = await readFacts(readAt, bytes.length);
  } catch (error) {
    if (!(error instanceof OssError) || error.code !== 'BadRequest') throw error;
    expect(error.message).toMatch(
      /^(This image format is not supported\.( It is a BMP .*\.)?|The picture is damaged: .*\.)$/,
    );
  }
  done();
  if (facts === undefined) expect(() => factsOfBytes(bytes)).toThrow(OssError);
  else {
    expectSane(facts);
    expect(factsOfBytes(bytes)).toEqual(facts);
  }
  for (const format of facts === undefined ? FORMATS : [facts.format]) {
    const second = bounded(bytes);
    const tags = await readExif(second.readAt, bytes.length, format);
    second.done();
    expect(exifTags(bytes, format)).toEqual(tags);
    for (const text of Object.values(tags)) expect(text.length).toBeLessThanOrEqual(1024);
  }
}

function expectSane(facts: Facts): void {
  const whole = (number: number, min: number, max: number) =>
    Number.isInteger(number) && number >= min && number <= max;
  const { format, width, height, frames, orientation, alpha, quality, depth, moreFrames } = facts;
  const sane =
    FORMATS.includes(format) &&
    whole(width, 1, 2 ** 31 - 1) &&
    whole(height, 1, 2 ** 31 - 1) &&
    whole(frames, 1, HEAD_BYTES) &&
    whole(orientation, 1, 8) &&
    typeof alpha === 'boolean' &&
    (quality === undefined || whole(quality, 1, 100)) &&
    (depth === undefined || (whole(depth, 1, 64) && depth !== 8)) &&
    (moreFrames === undefined || moreFrames);
  if (!sane) throw new Error(`insane facts: ${JSON.stringify(facts)}`);
}

function bounded(bytes: Buffer): { readAt: ReadAt; done(): void } {
  let reads = 0;
  let total = 0;
  const readAt: ReadAt = (offset, length) => {
    reads++;
    total += length;
    const inside =
      Number.isInteger(offset) &&
      Number.isInteger(length) &&
      offset >= 0 &&
      length > 0 &&
      offset + length <= bytes.length;
    if (!inside) throw new Error(`read of ${length} bytes at ${offset} of ${bytes.length}`);
    return bytes.subarray(offset, offset + length);
  };
  const done = () => {
    expect(reads).toBeLessThanOrEqual(MAX_READS);
    expect(total).toBeLessThanOrEqual(HEAD_BYTES);
  };
  return { readAt, done };
}

const sample = () => fc.nat(samples.length - 1).map((i) => samples[i] ?? Buffer.alloc(0));

describe('the readers of headers survive', () => {
  it('noise', async () => {
    const noise = fc.uint8Array({ maxLength: 4000 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(fc.asyncProperty(noise, check), { numRuns: 200 });
  });

  it('noise behind a true beginning', async () => {
    const noise = fc.uint8Array({ maxLength: 2000, size: 'max' });
    const property = fc.asyncProperty(fc.constantFrom(...BEGINNINGS), noise, (start, rest) =>
      check(Buffer.concat([start, rest])),
    );
    await fc.assert(property, { numRuns: 1000 });
  });

  it('every sample cut off at any place', async () => {
    const property = fc.asyncProperty(sample(), fc.double({ min: 0, max: 1, noNaN: true }), (bytes, part) =>
      check(bytes.subarray(0, Math.floor(bytes.length * part))),
    );
    await fc.assert(property, { numRuns: 500 });
  });

  it('every sample cut off at each of its first 200 bytes', async () => {
    for (const bytes of samples) for (let end = 0; end < 200; end++) await check(bytes.subarray(0, end));
  });

  it('every sample with any bytes changed', async () => {
    const changes = fc.array(fc.tuple(fc.nat(600), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)), {
      minLength: 1,
      maxLength: 8,
    });
    const property = fc.asyncProperty(sample(), changes, (bytes, list) => {
      const changed = Buffer.from(bytes);
      for (const [at, value] of list) changed[at % changed.length] = value;
      return check(changed);
    });
    await fc.assert(property, { numRuns: 1500 });
  });

  it('nothing at all: the samples are pictures, all but the last', async () => {
    for (const bytes of samples.slice(0, -1)) expectSane(factsOfBytes(bytes));
    for (const bytes of samples) await check(bytes);
  });
});
