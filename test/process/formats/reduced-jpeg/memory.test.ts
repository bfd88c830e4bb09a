/** The decoder's memory does not grow: what does not fit it is left to libjpeg, before anything is written beyond it. */
import { expect, it, vi } from 'vitest';
import { Decoder } from '#src/process/formats/reduced-jpeg/decoder.js';
import { readHeader } from '#src/process/formats/reduced-jpeg/header.js';
import { reducedJpeg } from '#src/process/formats/reduced-jpeg/reduced-jpeg.js';
import { scalingTo } from '#src/process/formats/reduced-jpeg/scaling.js';
import { jpegOf, type Shape } from './encoder.js';

const COLOUR: Shape = {
  width: 64,
  height: 64,
  components: 3,
  across: 1,
  down: 1,
  codes: 'flat',
  quantisation: () => 1,
};

/** From 1/2, by a decoder whose mistakes nobody catches. */
function scaled(file: Buffer, width: number, height: number) {
  const header = readHeader((offset, length) => file.subarray(offset, offset + length));
  const scaling = header && scalingTo({ width, height }, header, 4);
  if (!scaling) throw new Error('not read');
  let at = header.scan;
  return new Decoder().decode(header, 4, scaling, (into) => {
    const part = file.subarray(at, at + into.length);
    into.set(part);
    at += part.length;
    return part.length;
  });
}

it('a picture so wide that a row of the result takes more than there is', () => {
  const file = jpegOf({ ...COLOUR, width: 65_500, height: 16 }, () => [1]);
  expect(scaled(file, 10_000, 5)).toBeDefined();
  expect(scaled(file, 43_600, 5)).toBeUndefined();
});

it('a picture so high that the rows for one of the result take more than there is', () => {
  const file = jpegOf({ ...COLOUR, width: 900, height: 24_000 }, () => [1]);
  expect(scaled(file, 300, 8000)).toBeDefined();
  expect(scaled(file, 300, 3)).toBeUndefined();
});

it('a picture for which addresses of 32 bits would begin again at 0', () => {
  const file = jpegOf(COLOUR, () => [1]);
  const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
  file.writeUInt16BE(65_500, frame + 5);
  file.writeUInt16BE(65_500, frame + 7);
  expect(scaled(file, 21_833, 1)).toBeUndefined();
});

it('a picture at which the decoder itself fails is left to libjpeg, too, and the next one gets a new decoder', () => {
  const file = jpegOf(COLOUR, () => [1]);
  const reduction = { from: { width: 64, height: 64 }, factor: 2, to: { width: 20, height: 20 } } as const;
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const decode = vi.spyOn(Decoder.prototype, 'decode').mockImplementationOnce(() => {
    throw new WebAssembly.RuntimeError('memory access out of bounds');
  });
  expect(reducedJpeg({ bytes: file }, reduction)).toBeUndefined();
  expect(reducedJpeg({ bytes: file }, reduction)).toBeDefined();
  expect(new Set(decode.mock.contexts).size).toBe(2);
  expect(warn).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});
