/** Whatever is compressed is read again, by a decoder that is written here and strict. */
import { describe, expect, it } from 'vitest';
import { GifLzw } from '#src/process/formats/gif-lzw.js';
import { noisy } from '../../pictures.js';

const NOISE = noisy(200, 200).data;
const noise = (length: number, depth: number) => NOISE.slice(0, length).map((value) => value & (2 ** depth - 1));

function codesOf(data: Buffer): Buffer {
  const blocks: Buffer[] = [];
  let at = 1;
  for (let length = data[at] ?? 0; length > 0; length = data[at] ?? 0) {
    expect(at + length).toBeLessThan(data.length);
    blocks.push(data.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  expect(at).toBe(data.length - 1);
  return Buffer.concat(blocks);
}

/** The indices, up to the code that ends them, which must be in the last byte. */
function decompressed(data: Buffer): number[] {
  const codes = codesOf(data);
  const bits = data[0] ?? 0;
  const clear = 1 << bits;
  const result: number[] = [];
  let [known, width, before, at]: [number[][], number, number[] | undefined, number] = [[], bits + 1, undefined, 0];
  for (;;) {
    let code = 0;
    for (let bit = 0; bit < width; bit++, at++) code |= (((codes[at >> 3] ?? 0) >> (at & 7)) & 1) << bit;
    if (code === clear + 1) break;
    if (code === clear) {
      [known, width, before] = [[], bits + 1, undefined];
      continue;
    }
    const next: number[] | undefined = before && [...before, before[0] ?? 0];
    const run: number[] | undefined = code < clear ? [code] : (known[code - clear - 2] ?? next);
    if (run === undefined || code > clear + 2 + known.length) throw new Error(`unknown code ${code}`);
    result.push(...run);
    if (before && clear + 2 + known.length < 4096) known.push([...before, run[0] ?? 0]);
    if (clear + 2 + known.length === 1 << width && width < 12) width++;
    before = run;
  }
  expect(Math.ceil(at / 8)).toBe(codes.length);
  return result;
}

describe('indices', () => {
  const lzw = new GifLzw();

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of %i bits come back', (depth) => {
    for (const length of [1, 2, 3, 254, 255, 256, 257, 40_000]) {
      const indices = noise(length, depth);
      const data = lzw.compressed(indices, depth);
      expect(data[0]).toBe(Math.max(2, depth));
      expect(Buffer.compare(Buffer.from(decompressed(data)), indices)).toBe(0);
    }
  });

  it('of every length come back: wherever the codes get longer may be the end', () => {
    for (let length = 1; length < 300; length++) {
      const indices = noise(length, 2);
      expect(decompressed(lzw.compressed(indices, 2))).toEqual([...indices]);
    }
    for (let length = 3800; length < 3900; length++) {
      const indices = noise(length, 8);
      expect(decompressed(lzw.compressed(indices, 8))).toEqual([...indices]);
    }
  });

  it('that are all the same become few', () => {
    const indices = new Uint8Array(100_000).fill(3);
    const data = lzw.compressed(indices, 2);
    expect(data.length).toBeLessThan(1000);
    expect(Buffer.compare(Buffer.from(decompressed(data)), indices)).toBe(0);
  });

  it('come back after thousands of images', () => {
    const first = lzw.compressed(noise(5000, 4), 4);
    for (let image = 0; image < 5000; image++) lzw.compressed(noise(20, 8), 8);
    expect(Buffer.compare(lzw.compressed(noise(5000, 4), 4), first)).toBe(0);
  });
});
