import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageCause } from '#src/errors.js';
import { factsOfBytes, HEAD_BYTES, type ReadAt, readFacts } from '#src/process/formats/facts.js';
import { bmp, box, exifSegment, frameSegment, gif, jpeg, orientationBlock, refusal, segment } from './headers.js';

/** Counts what is read. */
function counted(bytes: Buffer): { readAt: ReadAt; reads: { offset: number; length: number }[] } {
  const reads: { offset: number; length: number }[] = [];
  const readAt: ReadAt = async (offset, length) => {
    reads.push({ offset, length });
    return bytes.subarray(offset, offset + length);
  };
  return { readAt, reads };
}

describe('the facts of an object', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
    ['a text', Buffer.from('This is not a picture, although its name ends in .jpg.\n')],
    ['zeros', Buffer.alloc(100_000)],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['PDF', Buffer.from('%PDF-1.7\n')],
    ['a video', Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isomavc1')), box('mdat', Buffer.alloc(99))])],
    ['a video whose version looks like a brand', box('ftyp', Buffer.from('isomavifisom'))],
    ['a RIFF that is no WebP', Buffer.from('RIFF\x24\0\0\0WAVEfmt \0\0\0\0\0\0\0\0')],
  ])('do not exist for %s: 400, cause 5', async (_, bytes) => {
    const error = refusal(() => factsOfBytes(bytes));
    expect(error.status).toBe(400);
    expect(error.message).toBe('This image format is not supported.');
    expect(error.ec).toBe(imageCause(5));
    await expect(readFacts(() => bytes, bytes.length)).rejects.toMatchObject({ message: error.message });
  });

  it('follow the content: a picture has no name here', async () => {
    const picture = sharp({ create: { width: 4, height: 3, channels: 3, background: '#fff' } });
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
      expect(factsOfBytes(await picture.clone().toFormat(format).toBuffer())).toMatchObject({
        format: format === 'jpeg' ? 'jpg' : format,
        width: 4,
        height: 3,
      });
    }
    expect(factsOfBytes(bmp(40, 4, 3, 24)).format).toBe('bmp');
  });

  it('are the same from memory and from a file', async () => {
    const bytes = jpeg(
      exifSegment(orientationBlock(6)),
      segment(0xe2, Buffer.alloc(65533)),
      segment(0xe2, Buffer.alloc(65533)),
      frameSegment(300, 200),
    );
    const { readAt } = counted(bytes);
    expect(await readFacts(readAt, bytes.length)).toEqual(factsOfBytes(bytes));
  });

  it('need one read of a file that fits into the head', async () => {
    const bytes = gif(30, 20, ...Array.from({ length: 6 }, () => ({ width: 30, height: 20, bytes: 10_000 })));
    const { readAt, reads } = counted(bytes);
    expect((await readFacts(readAt, bytes.length)).frames).toBe(6);
    expect(reads).toEqual([{ offset: 0, length: bytes.length }]);
  });

  it('need one read of 16 KB of an ordinary photo, and one small read past a large segment', async () => {
    const pixels = Buffer.alloc(3_000_000);
    const photo = Buffer.concat([jpeg(exifSegment(orientationBlock(6)), frameSegment(4000, 3000)), pixels]);
    const { readAt, reads } = counted(photo);
    expect(await readFacts(readAt, photo.length)).toMatchObject({ width: 4000, height: 3000, orientation: 6 });
    expect(reads).toEqual([{ offset: 0, length: 16384 }]);

    const profile = segment(0xe2, Buffer.alloc(65533));
    const profiled = Buffer.concat([jpeg(profile, profile, profile, frameSegment(4000, 3000)), pixels]);
    const second = counted(profiled);
    expect(await readFacts(second.readAt, profiled.length)).toMatchObject({ width: 4000, height: 3000 });
    expect(second.reads.slice(1).map(({ length }) => length)).toEqual([256, 256, 256]);
  });

  it('never cost more than the budget, whatever a file says', async () => {
    const endless = jpeg(...Array.from({ length: 5000 }, () => segment(0xe2, Buffer.alloc(1000))), frameSegment(3, 2));
    const { readAt, reads } = counted(endless);
    await expect(readFacts(readAt, endless.length)).rejects.toMatchObject({ code: 'BadRequest' });
    expect(reads.length).toBeLessThanOrEqual(193);
    expect(reads.reduce((total, { length }) => total + length, 0)).toBeLessThanOrEqual(HEAD_BYTES);
  });

  it('of the beginning of a file are those of the file, or a refusal', async () => {
    const bytes = await sharp({
      create: {
        width: 2000,
        height: 1500,
        channels: 3,
        background: '#fff',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    })
      .jpeg()
      .toBuffer();
    expect(bytes.length).toBeGreaterThan(2 * HEAD_BYTES);
    expect(factsOfBytes(bytes.subarray(0, HEAD_BYTES), bytes.length)).toEqual(factsOfBytes(bytes));
    const late = jpeg(segment(0xe2, Buffer.alloc(65533)), segment(0xe2, Buffer.alloc(65533)), frameSegment(300, 200));
    expect(refusal(() => factsOfBytes(late.subarray(0, HEAD_BYTES), late.length)).message).toContain(
      'its header is too long',
    );
  });

  it('pass on the error of a store that cannot be read', async () => {
    const broken = () => Promise.reject(new Error('EIO'));
    await expect(readFacts(broken, 1000)).rejects.toThrow('EIO');
  });
});
