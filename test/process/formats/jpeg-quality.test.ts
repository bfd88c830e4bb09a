import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { estimateQuality } from '#src/process/formats/jpeg-quality.js';
import { frameSegment, jpeg, segment } from './headers.js';

const picture = () => sharp({ create: { width: 16, height: 16, channels: 3, background: '#369' } });
const qualities = Array.from({ length: 100 }, (_, i) => i + 1);

describe('the estimated quality of a JPEG', () => {
  it('is exact for libjpeg tables at every quality', async () => {
    const estimated = await Promise.all(
      qualities.map(
        async (quality) => factsOfBytes(await picture().jpeg({ quality, mozjpeg: false }).toBuffer()).quality,
      ),
    );
    expect(estimated).toEqual(qualities);
  });

  it('is exact in grey, where there is one table', async () => {
    const estimated = await Promise.all(
      qualities.map(async (quality) => factsOfBytes(await picture().greyscale().jpeg({ quality }).toBuffer()).quality),
    );
    expect(estimated).toEqual(qualities);
  });

  it('is near, and rises with the quality, for the photographic tables of mozjpeg', async () => {
    for (const quantisationTable of [2, 3, 4, 5]) {
      let before = 0;
      for (const quality of [10, 30, 50, 70, 90]) {
        const bytes = await picture().jpeg({ quality, quantisationTable }).toBuffer();
        const estimated = factsOfBytes(bytes).quality ?? 0;
        expect(Math.abs(estimated - quality)).toBeLessThanOrEqual(8);
        expect(estimated).toBeGreaterThan(before);
        before = estimated;
      }
    }
  });

  it('reads tables of 16-bit numbers', async () => {
    const [luma] = dqt(await picture().jpeg({ quality: 33 }).toBuffer());
    const wide = Buffer.from([0x10, ...(luma ?? []).flatMap((value) => [0, value])]);
    expect(factsOfBytes(jpeg(segment(0xdb, wide), frameSegment(16, 16))).quality).toBe(33);
    expect(factsOfBytes(jpeg(frameSegment(16, 16)))).not.toHaveProperty('quality');
  });

  it('stays between 1 and 100 for tables that no encoder writes', () => {
    const flat = (value: number) => Array.from({ length: 64 }, () => value);
    expect(estimateQuality(flat(65535), flat(65535))).toBe(1);
    expect(estimateQuality(flat(0), flat(0))).toBe(100);
    expect(estimateQuality(flat(1), flat(1))).toBe(100);
  });

  it('lies between the two when luma and chroma were saved with different qualities', async () => {
    const tables = async (quality: number) => dqt(await picture().jpeg({ quality }).toBuffer());
    const [luma] = await tables(90);
    const [, chroma] = await tables(50);
    if (luma === undefined || chroma === undefined) throw new Error('two tables expected');
    expect(estimateQuality(luma, chroma)).toBeGreaterThan(50);
    expect(estimateQuality(luma, chroma)).toBeLessThan(90);
  });
});

/** The 8-bit quantisation tables of a JPEG in the order of the file. */
function dqt(bytes: Buffer): number[][] {
  const tables: number[][] = [];
  for (let at = 2; bytes[at + 1] !== 0xda; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] === 0xdb) tables.push([...bytes.subarray(at + 5, at + 69)]);
  }
  return tables;
}
