/** The CRC-64/XZ of bytes that lie one after the other, from the CRCs of the pieces: no byte is read again. */

/** High and low half. As in the CRC itself the highest bit is the coefficient of x^0. */
type Polynomial = readonly [high: number, low: number];

const MODULUS: Polynomial = [0xc96c5795, 0xd7870f42];
const ONE: Polynomial = [0x80000000, 0];
const X_8: Polynomial = [0x00800000, 0];

/** x^(8 · 2^k) for lengths up to 2^53 bytes. */
const POWERS: readonly Polynomial[] = powers(53);

export interface Piece {
  /** In decimal. */
  readonly crc64: string;
  /** Bytes. */
  readonly size: number;
}

/** In decimal; '0', the CRC of nothing, without pieces. */
export function joinCrc64(pieces: readonly Piece[]): string {
  const known = new Map<number, Polynomial>();
  let joined: Polynomial = [0, 0];
  for (const { crc64, size } of pieces) {
    // Parts are mostly of one length.
    const factor = known.get(size) ?? shiftBy(size);
    known.set(size, factor);
    const [high, low] = multiply(joined, factor);
    const [own, ownLow] = read(crc64);
    joined = [high ^ own, low ^ ownLow];
  }
  return write(joined);
}

/** x^(8 · bytes): what so many bytes behind it do to a CRC. */
function shiftBy(bytes: number): Polynomial {
  let factor = ONE;
  for (let k = 0, left = bytes; left > 0; k++, left = Math.floor(left / 2)) {
    const power = POWERS[k];
    if (left % 2 === 1 && power !== undefined) factor = multiply(factor, power);
  }
  return factor;
}

function powers(count: number): Polynomial[] {
  const all: Polynomial[] = [X_8];
  for (let last = X_8; all.length < count; all.push(last)) last = multiply(last, last);
  return all;
}

/** Modulo MODULUS, in halves of 32 bits: BigInt would take fifty times as long, and an upload may have 10,000 parts. */
function multiply([aHigh, aLow]: Polynomial, [bHigh, bLow]: Polynomial): Polynomial {
  let [high, low, termHigh, termLow] = [0, 0, bHigh, bLow];
  for (let bit = 0; bit < 64; bit++) {
    const coefficient = bit < 32 ? (aHigh >>> (31 - bit)) & 1 : (aLow >>> (63 - bit)) & 1;
    if (coefficient === 1) {
      high ^= termHigh;
      low ^= termLow;
    }
    const overflow = termLow & 1;
    termLow = (termLow >>> 1) | (termHigh << 31);
    termHigh >>>= 1;
    if (overflow === 1) {
      termHigh ^= MODULUS[0];
      termLow ^= MODULUS[1];
    }
  }
  return [high, low];
}

function read(crc64: string): Polynomial {
  const value = BigInt(crc64);
  return [Number(value >> 32n), Number(value & 0xffffffffn)];
}

function write([high, low]: Polynomial): string {
  return String((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
}
