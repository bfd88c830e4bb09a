/** GIFs written byte by byte, frames of any place and disposal, and what a viewer shows of them. */
import type { Raster } from '#src/process/canvas.js';

export interface GifFrame {
  /** Where in the canvas; the whole canvas when absent. */
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  /** Index in the palette of a pixel of the frame. */
  readonly pixel: (x: number, y: number) => number;
  /** The index that is transparent. */
  readonly transparent?: number;
  /** Hundredths of a second. */
  readonly delay?: number;
  /** What happens to the frame before the next one: 1 nothing, 2 it is cleared, 3 what was below comes back. */
  readonly disposal?: 0 | 1 | 2 | 3;
  /** A palette of its own. */
  readonly palette?: readonly Colour[];
}

export type Colour = readonly [number, number, number];

export interface Gif {
  readonly width: number;
  readonly height: number;
  readonly palette: readonly Colour[];
  /** As the application extension counts: how often it plays again, 0 for ever; absent: no extension, it plays once. */
  readonly loop?: number;
  readonly frames: readonly GifFrame[];
}

export function gifFile({ width, height, palette, loop, frames }: Gif): Buffer {
  const header = Buffer.from('GIF89a\0\0\0\0\xf7\0\0', 'latin1');
  header.writeUInt16LE(width, 6);
  header.writeUInt16LE(height, 8);
  const blocks = frames.map((frame) => frameBlock({ left: 0, top: 0, width, height, ...frame }));
  return Buffer.concat([
    header,
    table(palette),
    loop === undefined ? Buffer.alloc(0) : looping(loop),
    ...blocks,
    Buffer.from(';'),
  ]);
}

/** What a viewer shows after each frame. */
export function shown({ width, height, palette, frames }: Gif): Raster[] {
  let canvas = new Uint8Array(width * height * 4);
  return frames.map((frame) => {
    const before = Uint8Array.from(canvas);
    const box = { left: 0, top: 0, width, height, ...frame };
    for (let y = 0; y < box.height; y++) {
      for (let x = 0; x < box.width; x++) {
        const index = frame.pixel(x, y);
        if (index !== frame.transparent)
          canvas.set([...((frame.palette ?? palette)[index] ?? [0, 0, 0]), 255], at(box, x, y));
      }
    }
    const result = Uint8Array.from(canvas);
    if (frame.disposal === 3) canvas = before;
    if (frame.disposal === 2) {
      for (let y = 0; y < box.height; y++)
        for (let x = 0; x < box.width; x++) canvas.fill(0, at(box, x, y), at(box, x, y) + 4);
    }
    return { data: result, width, height, channels: 4 };
  });

  function at(box: { left: number; top: number }, x: number, y: number): number {
    return ((box.top + y) * width + box.left + x) * 4;
  }
}

function table(palette: readonly Colour[]): Buffer {
  const bytes = Buffer.alloc(768);
  for (const [index, colour] of palette.entries()) bytes.set(colour, 3 * index);
  return bytes;
}

function looping(times: number): Buffer {
  return Buffer.concat([
    Buffer.from('!\xff\x0bNETSCAPE2.0\x03\x01', 'latin1'),
    Buffer.from([times & 255, times >> 8, 0]),
  ]);
}

function frameBlock(frame: GifFrame & { left: number; top: number; width: number; height: number }): Buffer {
  const { transparent, delay = 0, disposal = 0, palette } = frame;
  const flags = (disposal << 2) | (transparent === undefined ? 0 : 1);
  const control = Buffer.from([0x21, 0xf9, 4, flags, delay & 255, delay >> 8, transparent ?? 0, 0]);
  const descriptor = Buffer.alloc(10);
  descriptor[0] = 0x2c;
  for (const [index, value] of [frame.left, frame.top, frame.width, frame.height].entries()) {
    descriptor.writeUInt16LE(value, 1 + 2 * index);
  }
  descriptor[9] = palette ? 0x87 : 0;
  const indexes = Array.from({ length: frame.width * frame.height }, (_, at) =>
    frame.pixel(at % frame.width, Math.floor(at / frame.width)),
  );
  return Buffer.concat([control, descriptor, ...(palette ? [table(palette)] : []), packed(indexes)]);
}

/** LZW without its compression: codes of nine bits, and a new start before the decoder would make them ten. */
function packed(indexes: readonly number[]): Buffer {
  const codes: number[] = [];
  for (const [at, index] of indexes.entries()) {
    if (at % 254 === 0) codes.push(256);
    codes.push(index);
  }
  codes.push(257);
  const bytes = Buffer.alloc(Math.ceil((codes.length * 9) / 8) + 1);
  for (const [at, code] of codes.entries()) {
    const bit = at * 9;
    bytes.writeUInt16LE(bytes.readUInt16LE(bit >> 3) | (code << (bit & 7)), bit >> 3);
  }
  const blocks: Buffer[] = [Buffer.from([8])];
  for (let from = 0; from < bytes.length; from += 255) {
    const block = bytes.subarray(from, from + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  return Buffer.concat([...blocks, Buffer.from([0])]);
}
