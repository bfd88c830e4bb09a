/** BMPs of every kind, written byte by byte; what is not given is as ordinary files have it. */

export interface BmpParts {
  /** 12, 16, 40, 52, 56, 64, 108 or 124. */
  readonly headerSize?: number;
  readonly width: number;
  /** Negative: from top to bottom. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  /** Red, green, blue and alpha: in the header where it has room for them, else behind it, as many as are given. */
  readonly masks?: readonly number[];
  /** RRGGBB. */
  readonly palette?: readonly number[];
  /** What the header says instead of the true number. */
  readonly claimed?: { readonly colours?: number; readonly pixelsAt?: number };
  /** Bytes between the palette and the pixels. */
  readonly gap?: number;
  /** From the first stored row on. */
  readonly pixels: Uint8Array;
  readonly profile?: Uint8Array;
}

export function bmpOf({ headerSize = 40, masks = [], palette = [], gap = 0, pixels, ...parts }: BmpParts): Buffer {
  const { width, height, bits, compression = masks.length > 0 ? 3 : 0, claimed = {}, profile } = parts;
  const masksBehind = Buffer.alloc(headerSize === 40 ? 4 * masks.length : 0);
  const colours = Buffer.concat(palette.map((colour) => colourBytes(colour, headerSize === 12 ? 3 : 4)));
  const pixelsAt = 14 + headerSize + masksBehind.length + colours.length + gap;
  const head = Buffer.alloc(14 + Math.max(headerSize, 124));
  head.write('BM', 'latin1');
  head.writeUInt32LE(pixelsAt + pixels.length + (profile?.length ?? 0), 2);
  head.writeUInt32LE(claimed.pixelsAt ?? pixelsAt, 10);
  head.writeUInt32LE(headerSize, 14);
  const fields = head.subarray(14);
  if (headerSize === 12) {
    fields.writeUInt16LE(width, 4);
    fields.writeUInt16LE(height, 6);
    fields.writeUInt16LE(1, 8);
    fields.writeUInt16LE(bits, 10);
  } else {
    fields.writeInt32LE(width, 4);
    fields.writeInt32LE(height, 8);
    fields.writeUInt16LE(1, 12);
    fields.writeUInt16LE(bits, 14);
    fields.writeUInt32LE(compression, 16);
    fields.writeUInt32LE(claimed.colours ?? palette.length, 32);
    for (const [index, mask] of masks.entries()) {
      if (headerSize === 40) masksBehind.writeUInt32LE(mask, 4 * index);
      else fields.writeUInt32LE(mask, 40 + 4 * index);
    }
  }
  if (profile) {
    fields.write('DEBM', 56, 'latin1');
    fields.writeUInt32LE(pixelsAt - 14 + pixels.length, 112);
    fields.writeUInt32LE(profile.length, 116);
  }
  const own = head.subarray(0, 14 + headerSize);
  return Buffer.concat([own, masksBehind, colours, Buffer.alloc(gap, 0xee), pixels, profile ?? Buffer.alloc(0)]);
}

function colourBytes(colour: number, size: 3 | 4): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntLE(colour, 0, 3);
  return bytes;
}

/**
 * Rows of `value(x, y)`, `bits` each, in the order in which they are stored; y counts from the top of the picture.
 * Padded to four bytes.
 */
export function bmpRows(width: number, height: number, bits: number, value: (x: number, y: number) => number): Buffer {
  const rows = Math.abs(height);
  const stride = Math.ceil((width * bits) / 32) * 4;
  const bytes = Buffer.alloc(stride * rows);
  for (let row = 0; row < rows; row++) {
    const y = height < 0 ? row : rows - 1 - row;
    for (let x = 0; x < width; x++) {
      const at = row * stride;
      if (bits >= 8) bytes.writeUIntLE(value(x, y), at + (x * bits) / 8, bits / 8);
      else {
        const bit = x * bits;
        const byte = at + Math.floor(bit / 8);
        bytes[byte] = (bytes[byte] ?? 0) | (value(x, y) << (8 - bits - (bit % 8)));
      }
    }
  }
  return bytes;
}

/** A palette in which no two colours, and no two channels of a colour, are alike. */
export function colours(count: number): number[] {
  return Array.from(
    { length: count },
    (_, index) => ((index * 83 + 41) & 255) * 65536 + (255 - index) * 256 + (index ^ 0x55),
  );
}
