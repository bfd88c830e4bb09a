/** Thousands of broken EXIF blocks in every format that has them: no picture fails for it, and nothing grows without end. */
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { exifTags, readExif } from '#src/process/exif.js';
import { GPS_TAGS, IMAGE_TAGS } from '#src/process/exif-tags.js';
import { type Format, factsOfBytes, HEAD_BYTES } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { infoJson } from '#src/process/operations/info.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';
import { guideBlock } from './exif-samples.js';
import { chunk, exifSegment, frameSegment, jpeg, png, riffChunk, webp, webpHeader } from './formats/headers.js';

const TAGS = [...Object.keys(IMAGE_TAGS), ...Object.keys(GPS_TAGS)].map(Number);
const ODD_NUMBERS = [0, 1, 2, 7, 8, 9, 255, 256, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
const BLOCK_SIZE = 600;

const number = fc.oneof(fc.constantFrom(...ODD_NUMBERS), fc.nat(BLOCK_SIZE));

const entry = fc.record({
  tag: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...TAGS) }, { weight: 1, arbitrary: fc.nat(65535) }),
  type: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 16 }) }, { weight: 1, arbitrary: fc.nat(65535) }),
  count: number,
  value: number,
});

const directory = fc.record({
  at: fc.nat(BLOCK_SIZE - 100),
  entries: fc.array(entry, { maxLength: 12 }),
  said: fc.option(number),
  next: number,
});

/** Directories that overlap, point at each other and lie about their lengths, over noise. */
const structured = fc
  .record({
    noise: fc.uint8Array({ minLength: BLOCK_SIZE, maxLength: BLOCK_SIZE }),
    littleEndian: fc.boolean(),
    directories: fc.array(directory, { minLength: 1, maxLength: 5 }),
  })
  .map(({ noise, littleEndian, directories }) => {
    const block = Buffer.alloc(2 * BLOCK_SIZE);
    block.set(noise);
    const put = (at: number, size: 2 | 4, value: number) => {
      if (littleEndian) block.writeUIntLE(value % 2 ** (8 * size), at, size);
      else block.writeUIntBE(value % 2 ** (8 * size), at, size);
    };
    block.write(littleEndian ? 'II' : 'MM', 'latin1');
    put(2, 2, 42);
    put(4, 4, directories[0]?.at ?? 8);
    for (const { at, entries, said, next } of directories) {
      put(at, 2, said ?? entries.length);
      for (const [i, { tag, type, count, value }] of entries.entries()) {
        const start = at + 2 + 12 * i;
        put(start, 2, tag);
        put(start + 2, 2, type);
        put(start + 4, 4, count);
        put(start + 8, 4, value);
      }
      put(at + 2 + 12 * entries.length, 4, next);
    }
    return block;
  });

/** A sound block with some bytes changed, or cut off. */
const changed = fc
  .tuple(
    fc.constantFrom(guideBlock('II'), guideBlock('MM')),
    fc.array(fc.tuple(fc.oneof(fc.nat(100), fc.integer({ min: 2200, max: 4500 })), fc.nat(255)), { maxLength: 6 }),
    fc.option(fc.nat(7800)),
  )
  .map(([sound, changes, end]) => {
    const block = Buffer.from(sound);
    for (const [at, value] of changes) block[at] = value;
    return block.subarray(0, end ?? block.length);
  });

const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

const blocks = fc.oneof(
  { weight: 4, arbitrary: structured },
  { weight: 3, arbitrary: changed },
  { weight: 1, arbitrary: noise },
);

const PICTURES: Readonly<Partial<Record<Format, (block: Buffer) => Buffer>>> = {
  jpg: (block) => jpeg(exifSegment(block), frameSegment(300, 200)),
  png: (block) => png(300, 200, 8, 2, chunk('eXIf', block), chunk('IDAT', Buffer.alloc(9))),
  webp: (block) => webp(webpHeader(0x08, 300, 200), riffChunk('VP8 ', Buffer.alloc(9)), riffChunk('EXIF', block)),
};

/** Every name once, each with a text of at most 1 KB or a list of at most 256 bytes. */
const LONGEST_ANSWER = (TAGS.length + 4) * 7 * 1024;

async function checkTags(bytes: Buffer, format: Format): Promise<void> {
  let total = 0;
  const tags = await readExif(
    (offset, length) => {
      total += length;
      return bytes.subarray(offset, offset + length);
    },
    bytes.length,
    format,
  );
  expect(total).toBeLessThanOrEqual(HEAD_BYTES);
  expect(exifTags(bytes, format)).toEqual(tags);
  expect(Math.max(0, ...Object.values(tags).map(({ length }) => length))).toBeLessThanOrEqual(1024);
  const facts = { format, width: 300, height: 200, frames: 1, orientation: 1, alpha: false };
  const answer = infoJson(facts, bytes.length, tags);
  expect(answer.length).toBeLessThan(LONGEST_ANSWER);
  expect(JSON.parse(answer)).toMatchObject({ ImageWidth: { value: '300' }, Format: { value: format } });
}

describe('a broken EXIF block', () => {
  test.each(Object.entries(PICTURES))('in a %s leaves its size alone and its tags readable', async (name, picture) => {
    const format = name as Format;
    const property = fc.asyncProperty(blocks, async (block) => {
      const bytes = picture(block);
      const { width, height, orientation } = factsOfBytes(bytes);
      expect([width, height]).toEqual([300, 200]);
      expect(orientation >= 1 && orientation <= 8).toBe(true);
      await checkTags(bytes, format);
    });
    await fc.assert(property, { numRuns: 1500 });
  });

  test('as a TIFF file gives tags, or none', async () => {
    await fc.assert(
      fc.asyncProperty(blocks, (block) => checkTags(block, 'tiff')),
      { numRuns: 1500 },
    );
  });
});

describe('a picture with a broken EXIF block', () => {
  const WIDTH = 24;
  const HEIGHT = 16;
  let sound: Readonly<Partial<Record<Format, Buffer>>>;

  beforeAll(async () => {
    const picture = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#a52' } });
    sound = {
      jpg: await picture.clone().jpeg().toBuffer(),
      png: await picture.clone().png().toBuffer(),
      webp: await picture.clone().webp().toBuffer(),
    };
  });

  function withBlock(format: Format, block: Buffer): Buffer {
    const bytes = sound[format] ?? Buffer.alloc(0);
    if (format === 'jpg') return Buffer.concat([bytes.subarray(0, 2), exifSegment(block), bytes.subarray(2)]);
    // Behind the header: a signature of 8 bytes and the 25 of IHDR.
    if (format === 'png') return Buffer.concat([bytes.subarray(0, 33), chunk('eXIf', block), bytes.subarray(33)]);
    return webp(webpHeader(0x08, WIDTH, HEIGHT), bytes.subarray(12), riffChunk('EXIF', block));
  }

  test.each(['jpg', 'png', 'webp'] as const)('as %s is drawn, turned as its facts say', async (format) => {
    const plan = planOf('image/resize,p_50/format,png', GUIDE_LIMITS);
    const property = fc.asyncProperty(blocks, async (block) => {
      const bytes = withBlock(format, block);
      const facts = factsOfBytes(bytes);
      const source = { bytes: { bytes }, facts, fileSize: bytes.length };
      const result = await sharp((await run(plan, source, [], GUIDE_LIMITS)).bytes).metadata();
      const turned = facts.orientation >= 5;
      expect([result.width, result.height]).toEqual(turned ? [8, 12] : [12, 8]);
    });
    await fc.assert(property, { numRuns: 150 });
  });
});
