import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { exifTags } from '#src/process/exif.js';
import { factsOfBytes, readFacts } from '#src/process/formats/facts.js';
import { orientationBlock, refusal, riffChunk, webp, webpHeader } from './headers.js';

const picture = (channels: 3 | 4) =>
  sharp({ create: { width: 60, height: 40, channels, background: { r: 9, g: 8, b: 7, alpha: 0.5 } } });
const still = { format: 'webp', width: 60, height: 40, frames: 1, orientation: 1, alpha: false };
const frame = (bytes: number) => riffChunk('ANMF', Buffer.alloc(bytes));
const ANIMATED = 0x02;
const WITH_EXIF = 0x08;

describe('a WebP', () => {
  it('has the size and the alpha that an encoder gave it, lossy and lossless', async () => {
    for (const lossless of [false, true]) {
      expect(factsOfBytes(await picture(3).webp({ lossless }).toBuffer())).toEqual(still);
      expect(factsOfBytes(await picture(4).webp({ lossless }).toBuffer())).toEqual({ ...still, alpha: true });
    }
  });

  it.each([3, 6])('finds orientation %i behind its pixels', async (orientation) => {
    expect(factsOfBytes(await picture(3).withMetadata({ orientation }).webp().toBuffer())).toEqual({
      ...still,
      orientation,
    });
  });

  it('believes an EXIF block only when its flags announce it, as libwebp does; JPEG’s prefix does not disturb', () => {
    const block = orientationBlock(8);
    expect(factsOfBytes(webp(webpHeader(WITH_EXIF, 60, 40), riffChunk('EXIF', block))).orientation).toBe(8);
    expect(
      factsOfBytes(
        webp(webpHeader(WITH_EXIF, 60, 40), riffChunk('EXIF', Buffer.concat([Buffer.from('Exif\0\0'), block]))),
      ).orientation,
    ).toBe(8);
    for (const flags of [0, ANIMATED]) {
      const unannounced = webp(webpHeader(flags, 60, 40), riffChunk('EXIF', block));
      expect(factsOfBytes(unannounced).orientation).toBe(1);
      expect(exifTags(unannounced, 'webp')).toEqual({});
    }
  });

  it('counts the frames of an animation', async () => {
    const frames = Buffer.concat([10, 80, 160].map((level) => Buffer.alloc(60 * 40 * 3, level)));
    const stack = sharp(frames, { raw: { width: 60, height: 120, channels: 3, pageHeight: 40 } });
    expect(factsOfBytes(await stack.webp().toBuffer())).toMatchObject({ width: 60, height: 40, frames: 3 });
  });

  it('is read past chunks of odd length, which are padded', () => {
    const bytes = webp(
      webpHeader(ANIMATED | WITH_EXIF, 60, 40),
      frame(11),
      frame(13),
      riffChunk('EXIF', orientationBlock(8)),
    );
    expect(factsOfBytes(bytes)).toMatchObject({ frames: 2, orientation: 8 });
  });

  it('counts frames exactly by jumping from one to the next, and says so when it had to stop', async () => {
    const long = webp(webpHeader(ANIMATED, 60, 40), ...Array.from({ length: 150 }, () => frame(5000)));
    expect(factsOfBytes(long).frames).toBe(150);
    expect(factsOfBytes(long)).not.toHaveProperty('moreFrames');
    const longer = webp(webpHeader(ANIMATED, 60, 40), ...Array.from({ length: 250 }, () => frame(5000)));
    const facts = await readFacts((offset, length) => longer.subarray(offset, offset + length), longer.length);
    expect(facts.moreFrames).toBe(true);
    expect(facts.frames).toBeGreaterThan(150);
    expect(facts.frames).toBeLessThan(250);
  });

  it('is a still picture without the flag of an animation, whatever it contains', () => {
    expect(factsOfBytes(webp(webpHeader(0, 60, 40), frame(10), frame(10)))).toEqual(still);
    expect(factsOfBytes(webp(webpHeader(WITH_EXIF, 60, 40), frame(10), frame(10)))).toEqual(still);
    expect(factsOfBytes(webp(webpHeader(ANIMATED, 60, 40))).frames).toBe(1);
  });

  it('may be as large as its header can say', () => {
    expect(factsOfBytes(webp(webpHeader(0, 2 ** 24, 2 ** 24)))).toMatchObject({ width: 2 ** 24, height: 2 ** 24 });
  });

  it('is refused with the reason when its header makes no sense', () => {
    const cases: readonly (readonly [Buffer, string])[] = [
      [webp(riffChunk('VP8Z', Buffer.alloc(10))), 'its first chunk is unknown'],
      [webp(riffChunk('VP8 ', Buffer.alloc(10))), 'it has no key frame'],
      [webp(riffChunk('VP8L', Buffer.alloc(10))), 'it has no lossless signature'],
      [webp(riffChunk('VP8X', Buffer.alloc(4))), 'it ends inside its header'],
      [webp(riffChunk('VP8 ', Buffer.from([0, 0, 0, 0x9d, 1, 0x2a, 0, 0, 9, 0]))), 'its header gives a size of 0x9'],
    ];
    for (const [bytes, reason] of cases) {
      expect(refusal(() => factsOfBytes(bytes)).message).toBe(`The picture is damaged: ${reason}.`);
    }
  });
});
