import { describe, expect, it } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { bmp, refusal } from './headers.js';

const plain = { format: 'bmp', width: 60, height: 40, frames: 1, orientation: 1, alpha: false };
const BITFIELDS = 3;

describe('a BMP', () => {
  it.each([12, 16, 40, 52, 56, 64, 108, 124])('is read with a header of %i bytes', (headerSize) => {
    expect(factsOfBytes(bmp(headerSize, 60, 40, 24))).toEqual(plain);
  });

  it.each([1, 2, 4, 8, 16, 24, 32])('is read with %i bits per pixel', (bits) => {
    expect(factsOfBytes(bmp(40, 60, 40, bits))).toEqual(plain);
  });

  it('is as high when its rows are stored from top to bottom', () => {
    expect(factsOfBytes(bmp(40, 60, -40, 24))).toEqual(plain);
  });

  it('has alpha when its header has a mask for it that takes nothing from the colours', () => {
    expect(factsOfBytes(bmp(124, 60, 40, 32, { compression: BITFIELDS, alpha: 0xff000000 }))).toEqual({
      ...plain,
      alpha: true,
    });
    expect(factsOfBytes(bmp(108, 60, 40, 32, { compression: BITFIELDS, alpha: 0 })).alpha).toBe(false);
    expect(factsOfBytes(bmp(64, 60, 40, 32, { compression: 0, alpha: 0xff000000 })).alpha).toBe(false);
    expect(factsOfBytes(bmp(108, 60, 40, 32, { compression: 0, alpha: 0xff000000 })).alpha).toBe(true);
    expect(factsOfBytes(bmp(108, 60, 40, 24, { compression: 0, alpha: 0xff000000 })).alpha).toBe(false);
    expect(factsOfBytes(bmp(108, 60, 40, 32, { compression: 0, alpha: 0xff })).alpha).toBe(false);
  });

  it('is no picture when only its first two letters fit', () => {
    const text = Buffer.from('BMW is the name of a company in Bavaria, and this is a text.');
    expect(refusal(() => factsOfBytes(text)).message).toBe('This image format is not supported.');
    expect(refusal(() => factsOfBytes(bmp(41, 60, 40, 24))).message).toBe('This image format is not supported.');
  });

  it('is refused with the reason when its header makes no sense', () => {
    const cases: readonly (readonly [Buffer, string])[] = [
      [bmp(40, 60, 40, 7), 'its header says 7 bits per pixel'],
      [bmp(40, -60, 40, 24), 'its header gives a size of -60x40'],
      [bmp(40, 60, 0, 24), 'its header gives a size of 60x0'],
      [bmp(40, 60, -(2 ** 31), 24), 'its header gives a size of 60x2147483648'],
      [bmp(12, 0, 40, 24), 'its header gives a size of 0x40'],
      [bmp(124, 60, 40, 24).subarray(0, 50), 'it ends inside its header'],
    ];
    for (const [bytes, reason] of cases) {
      expect(refusal(() => factsOfBytes(bytes)).message).toBe(`The picture is damaged: ${reason}.`);
    }
  });
});
