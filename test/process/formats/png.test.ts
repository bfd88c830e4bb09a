import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { chunk, orientationBlock, png, pngBomb, refusal } from './headers.js';

const pixels = chunk('IDAT', Buffer.alloc(4));
const picture = (channels: 3 | 4) =>
  sharp({ create: { width: 60, height: 40, channels, background: { r: 9, g: 8, b: 7, alpha: 0.5 } } });

describe('a PNG', () => {
  it('has the size and the alpha that an encoder gave it', async () => {
    const plain = { format: 'png', width: 60, height: 40, frames: 1, orientation: 1, alpha: false };
    expect(factsOfBytes(await picture(3).png().toBuffer())).toEqual(plain);
    expect(factsOfBytes(await picture(4).png().toBuffer())).toEqual({ ...plain, alpha: true });
    expect(factsOfBytes(await picture(3).toColourspace('rgb16').png().toBuffer())).toEqual({ ...plain, depth: 16 });
  });

  it('may be transparent by its colour type or by a tRNS chunk', () => {
    const transparency = chunk('tRNS', Buffer.alloc(2));
    for (const [colour, alpha] of [
      [0, false],
      [2, false],
      [3, false],
      [4, true],
      [6, true],
    ] as const) {
      expect(factsOfBytes(png(3, 2, 8, colour, pixels)).alpha).toBe(alpha);
      expect(factsOfBytes(png(3, 2, 8, colour, transparency, pixels)).alpha).toBe(true);
    }
  });

  it('tells its depth, where a palette always has 8 bits per channel', () => {
    expect(factsOfBytes(png(3, 2, 1, 0, pixels)).depth).toBe(1);
    expect(factsOfBytes(png(3, 2, 16, 6, pixels)).depth).toBe(16);
    expect(factsOfBytes(png(3, 2, 4, 3, pixels))).not.toHaveProperty('depth');
  });

  it('is turned by an eXIf chunk before its pixels, as the decoder has it, and not by one behind them', async () => {
    const turned = chunk('eXIf', orientationBlock(6));
    expect(factsOfBytes(png(3, 2, 8, 2, turned, pixels)).orientation).toBe(6);
    expect(factsOfBytes(png(3, 2, 8, 2, pixels, turned)).orientation).toBe(1);
    const again = chunk('eXIf', orientationBlock(3));
    expect(factsOfBytes(png(3, 2, 8, 2, turned, again, pixels)).orientation).toBe(6);
    expect(factsOfBytes(await picture(3).withMetadata({ orientation: 8 }).png().toBuffer()).orientation).toBe(8);
  });

  it('counts as a still picture when it is animated: only its first image is ever drawn', () => {
    expect(factsOfBytes(png(3, 2, 8, 6, chunk('acTL', Buffer.from([0, 0, 0, 9, 0, 0, 0, 0])), pixels)).frames).toBe(1);
  });

  it('gives the true size of the 41-byte bomb, for the limits to refuse', () => {
    expect(pngBomb()).toHaveLength(41);
    expect(factsOfBytes(pngBomb())).toMatchObject({ width: 786464, height: 32, depth: 16 });
    expect(factsOfBytes(png(2 ** 31 - 1, 2 ** 31 - 1, 8, 2, pixels))).toMatchObject({ width: 2147483647 });
  });

  it('is refused with the reason when its header makes no sense', () => {
    const cases: readonly (readonly [Buffer, string])[] = [
      [png(0, 32, 8, 2, pixels), 'its header gives a size of 0x32'],
      [png(2 ** 31, 32, 8, 2, pixels), 'its header gives a size of 2147483648x32'],
      [png(3, 2, 3, 2, pixels), 'its header says 3 bits of colour type 2'],
      [png(3, 2, 8, 5, pixels), 'its header says 8 bits of colour type 5'],
      [png(3, 2, 8, 2), 'it ends before its pixels'],
      [png(3, 2, 8, 2, pixels).subarray(0, 20), 'it ends inside its header'],
      [
        Buffer.concat([png(3, 2, 8, 2).subarray(0, 8), pixels, Buffer.alloc(30)]),
        'it does not begin with an IHDR chunk',
      ],
    ];
    for (const [bytes, reason] of cases) {
      expect(refusal(() => factsOfBytes(bytes)).message).toBe(`The picture is damaged: ${reason}.`);
    }
  });
});
