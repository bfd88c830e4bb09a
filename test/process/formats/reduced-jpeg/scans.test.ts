/** Scans written byte by byte, for what neither an encoder nor dice come across. */
import { describe, expect, it } from 'vitest';
import { ours } from './both-ways.js';
import { jpegOf, type Shape } from './encoder.js';

/** One block. Its codes are bytes: DC numbers of i bits have code i; for AC see below. */
const BLOCK: Shape = {
  width: 8,
  height: 8,
  components: 1,
  across: 1,
  down: 1,
  codes: 'flat',
  quantisation: () => 1,
};
const END = 0;
const SIXTEEN_ZEROS = 1;
/** The code of a number of eight bits behind so many zeros, and the number. */
const eightBits = (zeros: number) => [2 + zeros + 16 * 7, 0x55];
const NO_CODE = 200;
const EOI = [0xff, 0xd9];

function withScan(bytes: readonly number[]): Buffer {
  const file = jpegOf(BLOCK, () => [0]);
  return Buffer.concat([file.subarray(0, -4), Buffer.from(bytes)]);
}

/** Whether it is read here at 1/8, where coefficients are passed over, and at 1/2. */
function isRead(file: Buffer): boolean {
  const [passing, reading] = ([8, 2] as const).map((divisor) => ours(file, divisor) !== undefined);
  expect(passing).toBe(reading);
  return reading === true;
}

const zeros = Array.from({ length: 3 }, () => SIXTEEN_ZEROS);

describe('is read', () => {
  it.each([
    ['a block of nothing', [0, END]],
    ['a block whose last coefficient is there, without an end', [0, ...zeros, ...eightBits(14)]],
    ['more than one byte of ones in front of a marker', [0, END, 0xff, 0xff]],
  ])('%s', (_, scan) => {
    expect(isRead(withScan([...scan, ...EOI]))).toBe(true);
  });
});

describe('is left to libjpeg', () => {
  it.each([
    ['a code of DC that does not exist', [NO_CODE, END]],
    // Ten zeros and a one to AC, then the end.
    ['a code of DC that only AC has', [12, 0x80, 0x7f]],
    ['a code of AC that does not exist', [0, NO_CODE, END]],
    ['a coefficient behind the last one', [0, ...zeros, ...eightBits(15)]],
    ['zeros behind the last coefficient', [0, ...zeros, SIXTEEN_ZEROS, END]],
    ['a block that is torn', [0]],
    ['a byte too many', [0, END, 0x55]],
  ])('%s', (_, scan) => {
    expect(isRead(withScan([...scan, ...EOI]))).toBe(false);
  });

  it('another marker than the end', () => {
    expect(isRead(withScan([0, END, 0xff, 0xd0]))).toBe(false);
  });

  it('a byte too many in front of a restart marker', () => {
    const file = jpegOf({ ...BLOCK, width: 16, restartInterval: 1 }, () => [0]);
    expect(isRead(file)).toBe(true);
    const marker = file.indexOf(Buffer.from([0xff, 0xd0]));
    expect(isRead(Buffer.concat([file.subarray(0, marker), Buffer.from([0x55]), file.subarray(marker)]))).toBe(false);
  });

  it.each([
    ['AC numbers of 11 bits', 0x10, 0xfa, 0x0b],
    ['DC numbers of 12 bits', 0x00, 0x0b, 0x0c],
  ])('%s', (_, kind, symbol, instead) => {
    expect(
      isRead(
        withSymbol(
          jpegOf(BLOCK, () => [0]),
          kind,
          symbol,
          instead,
        ),
      ),
    ).toBe(false);
  });

  it('zeros without a number that are fewer than sixteen', () => {
    // Also where codes are so short that one look-up sees several.
    for (const codes of ['flat', 'steep'] as const) {
      const file = jpegOf({ ...BLOCK, codes }, () => [0, 1, 0, 1]);
      expect(isRead(file)).toBe(true);
      expect(isRead(withSymbol(file, 0x10, 0x11, 0x10))).toBe(false);
    }
  });
});

describe('codes so short that one look-up sees several', () => {
  it('zeros without a number that are fewer than sixteen, behind a number', () => {
    // Codes 00: the end; 01: a number of one bit; 10: one zero and no number.
    const counts = [0, 3];
    const symbols = [0x00, 0x01, 0x10];
    expect(isRead(withCodes(counts, symbols, [0b01_1_01_1_00]))).toBe(true);
    expect(isRead(withCodes(counts, symbols, [0b01_1_10_00_1]))).toBe(false);
  });

  it('sixteen zeros more often than a block has room for', () => {
    // Codes 0: sixteen zeros; 10: the end.
    const counts = [1, 1];
    const symbols = [0xf0, 0x00];
    expect(isRead(withCodes(counts, symbols, [0b0_0_10_1111]))).toBe(true);
    expect(isRead(withCodes(counts, symbols, [0b0_0_0_0_0_0_0_0]))).toBe(false);
  });

  it.each([
    [255, [0b00_111111, 0b11_01_1111]],
    [-255, [0b00_000000, 0b00_01_1111]],
  ])('a number of eight bits: %i', (number, scan) => {
    // Codes 00: a number of eight bits; 01: the end.
    const short = withCodes([0, 2], [0x08, 0x00], scan);
    const long = jpegOf(BLOCK, () => [0, number]);
    for (const divisor of [2, 4] as const) {
      const [found, expected] = [short, long].map((file) => ours(file, divisor));
      expect(found?.data.length).toBeGreaterThan(0);
      expect(found?.data).toEqual(expected?.data);
    }
  });
});

/** With AC codes of its own: how many there are of one bit, of two and so on, and what they mean; then the block's bytes. */
function withCodes(counts: readonly number[], symbols: readonly number[], block: readonly number[]): Buffer {
  const file = withScan([0, ...block, ...EOI]);
  const scan = file.indexOf(Buffer.from([0xff, 0xda]));
  const lengths = Array.from({ length: 16 }, (_, i) => counts[i] ?? 0);
  const table = Buffer.from([0xff, 0xc4, 0, 19 + symbols.length, 0x10, ...lengths, ...symbols]);
  return Buffer.concat([file.subarray(0, scan), table, file.subarray(scan)]);
}

/** With another symbol in one of the Huffman tables. */
function withSymbol(file: Buffer, kind: number, symbol: number, instead: number): Buffer {
  const changed = Buffer.from(file);
  let at = file.indexOf(Buffer.from([0xff, 0xc4]));
  while (file[at + 4] !== kind) at = file.indexOf(Buffer.from([0xff, 0xc4]), at + 1);
  changed[file.indexOf(symbol, at + 21)] = instead;
  return changed;
}

describe('from piece to piece of the file, 64 KB each', () => {
  const levelsOf = (file: Buffer) => ours(file, 8)?.data;

  it('a byte of ones and the zero behind it', () => {
    // Seven bytes for two blocks, the second of which is FF: as is the last one of the piece.
    const file = jpegOf({ ...BLOCK, width: 1200, height: 1200 }, (_, unit) => [unit % 2 === 0 ? 255 : 0]);
    const scan = file.indexOf(Buffer.from([0x08, 0xff, 0x00]));
    expect([...file.subarray(scan + 65_535, scan + 65_537)]).toEqual([0xff, 0]);
    const levels = levelsOf(file);
    expect(levels?.length).toBe(150 * 150 * 3);
    expect(levels?.every((level, i) => level === (Math.floor(i / 3) % 2 === 0 ? 160 : 128))).toBe(true);
  });

  it('restart markers', () => {
    const file = jpegOf({ ...BLOCK, width: 2048, height: 1024, restartInterval: 1 }, () => [0]);
    expect(levelsOf(file)?.length).toBe(256 * 128 * 3);
  });

  it('the last block, and the marker behind it', () => {
    const file = jpegOf({ ...BLOCK, width: 2048, height: 1024 }, () => [0]);
    expect(levelsOf(file)?.length).toBe(256 * 128 * 3);
  });
});
