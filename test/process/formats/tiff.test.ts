import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { refusal, type TiffEntry, tiffBlock } from './headers.js';

const picture = (channels: 3 | 4) =>
  sharp({ create: { width: 60, height: 40, channels, background: { r: 9, g: 8, b: 7, alpha: 0.5 } } });
const plain = { format: 'tiff', width: 60, height: 40, frames: 1, orientation: 1, alpha: false };
const tag = (number: number, value: number, type: TiffEntry['type'] = 'short'): TiffEntry => ({
  tag: number,
  type,
  value: [value],
});
const SIZE = [tag(256, 60), tag(257, 40)];

describe('a TIFF', () => {
  it('has the size, depth and alpha that an encoder gave it, also as a BigTIFF', async () => {
    for (const bigtiff of [false, true]) {
      const options = { compression: 'lzw', bigtiff } as const;
      expect(factsOfBytes(await picture(3).tiff(options).toBuffer())).toEqual(plain);
      expect(factsOfBytes(await picture(4).tiff(options).toBuffer())).toEqual({ ...plain, alpha: true });
      expect(factsOfBytes(await picture(3).toColourspace('rgb16').tiff(options).toBuffer())).toEqual({
        ...plain,
        depth: 16,
      });
      expect(factsOfBytes(await picture(3).toColourspace('cmyk').tiff(options).toBuffer())).toEqual(plain);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('keeps its stored size under orientation %i', async (orientation) => {
    expect(factsOfBytes(await picture(3).withMetadata({ orientation }).tiff().toBuffer())).toEqual({
      ...plain,
      orientation,
    });
  });

  it.each(['II', 'MM'] as const)('is read in byte order %s, its sides as SHORT or LONG', (order) => {
    const entries = [tag(256, 70_000, 'long'), tag(257, 40), tag(258, 8), tag(262, 2), tag(277, 4), tag(274, 5)];
    expect(factsOfBytes(tiffBlock(order, [{ at: 8, entries }]))).toEqual({
      ...plain,
      width: 70_000,
      orientation: 5,
      alpha: true,
    });
  });

  it('is read wherever its directory lies, in a few small reads', async () => {
    const noise = {
      create: {
        width: 600,
        height: 400,
        channels: 3,
        background: '#000',
        noise: { type: 'gaussian', mean: 128, sigma: 30 },
      },
    } as const;
    const bytes = await sharp(noise).tiff({ compression: 'none' }).toBuffer();
    expect(bytes.length).toBeGreaterThan(700_000);
    expect(factsOfBytes(bytes)).toEqual({ ...plain, width: 600, height: 400 });
  });

  it('has one frame however many pages it has: the first is drawn', async () => {
    const pages = sharp(Buffer.alloc(60 * 120 * 3), { raw: { width: 60, height: 120, channels: 3, pageHeight: 40 } });
    expect(factsOfBytes(await pages.tiff().toBuffer())).toEqual(plain);
  });

  it('has one bit per channel when it says nothing: a fax', () => {
    expect(factsOfBytes(tiffBlock('II', [{ at: 8, entries: SIZE }]))).toMatchObject({ depth: 1, alpha: false });
  });

  it('is refused with the reason when its directory makes no sense', () => {
    const cases: readonly (readonly [Buffer, string])[] = [
      [Buffer.from('II*\0\0\0\0\0'), 'it has no directory'],
      [Buffer.from('MM\0*\0\0\xff\xff', 'latin1'), 'it has no directory'],
      [tiffBlock('II', [{ at: 8, entries: SIZE }]).subarray(0, 8), 'it has no directory'],
      [tiffBlock('II', [{ at: 8, entries: [tag(256, 60)] }]), 'its directory gives no size'],
      [
        tiffBlock('II', [{ at: 8, entries: [tag(256, 60), { tag: 257, type: 'ascii', value: '40' }] }]),
        'its directory gives no size',
      ],
      [tiffBlock('II', [{ at: 8, entries: [...SIZE, tag(258, 65)] }]), 'its header says 65 bits per channel'],
      [tiffBlock('II', [{ at: 8, entries: [tag(256, 0), tag(257, 40)] }]), 'its header gives a size of 0x40'],
      [
        tiffBlock('II', [{ at: 8, entries: [tag(256, 2 ** 31, 'long'), tag(257, 40)] }]),
        'its header gives a size of 2147483648x40',
      ],
    ];
    for (const [bytes, reason] of cases) {
      expect(refusal(() => factsOfBytes(bytes)).message).toBe(`The picture is damaged: ${reason}.`);
    }
  });
});
