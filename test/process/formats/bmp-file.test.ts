import { describe, expect, it } from 'vitest';
import { bmpFile } from '#src/process/formats/bmp-file.js';
import { bmpRaster } from '#src/process/formats/bmp-raster.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { drawn, photo, translucent } from '../../pictures.js';

describe('a BMP of ours', () => {
  it.each([1, 2, 3, 4, 5, 64])('comes back as it was, %i pixels wide', (width) => {
    for (const raster of [photo(width, 7), translucent(width, 7, 40)]) {
      const file = bmpFile(raster);
      expect(factsOfBytes(file)).toMatchObject({ format: 'bmp', width, height: 7, alpha: raster.channels === 4 });
      expect(bmpRaster(file)).toEqual(raster);
    }
  });

  it('of 24 bits is what it was in 1990, byte for byte', () => {
    const file = bmpFile(drawn(1, 2, (_, y) => (y === 0 ? [1, 2, 3] : [4, 5, 6])));
    expect(file.toString('hex')).toBe(
      `424d3e0000000000000036000000${'28000000'}01000000020000000100180000000000${'08000000'}${'00'.repeat(16)}0605040003020100`,
    );
  });

  it('of 32 bits has a V4 header, masks and the colour space sRGB', () => {
    const file = bmpFile(drawn(1, 1, () => [1, 2, 3, 4]));
    expect([file.length, file.readUInt32LE(10), file.readUInt32LE(14)]).toEqual([126, 122, 108]);
    expect([file.readUInt16LE(28), file.readUInt32LE(30)]).toEqual([32, 3]);
    expect(file.toString('hex', 54, 74)).toBe('0000ff00' + '00ff0000' + 'ff000000' + '000000ff' + '42475273');
    expect([...file.subarray(122)]).toEqual([3, 2, 1, 4]);
  });
});
