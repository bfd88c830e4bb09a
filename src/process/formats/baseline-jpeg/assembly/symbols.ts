/**
 * Blocks to symbols, which are counted and kept, and symbols to bits once the host has made codes of the counts. A symbol
 * as it is kept, 32 bits: what it is called in a DHT segment (zeros in front of a number, and its bits), its number from
 * bit 8 on, and from bit 24 on its table.
 */
import { BLOCK, CODES, COUNTS, ORDERS, OUT, PLACES, TABLE } from './memory';

const SIXTEEN_ZEROS: u32 = 0xf0;

/** PLACES are there: for each row of a block and each choice of its eight numbers, where these are in the order of a file. */
export function makeOrders(): void {
  for (let k: u32 = 0; k < 64; k++) {
    const place = <u32>load<u8>(PLACES + k) >> 1;
    const row = ORDERS + ((<usize>(place >> 3)) << 11);
    for (let mask: u32 = 0; mask < 256; mask++) {
      const at = row + ((<usize>mask) << 3);
      if ((mask >> (place & 7)) & 1) store<u64>(at, load<u64>(at) | ((<u64>1) << k));
    }
  }
}

/** Where the next one is kept. */
export let keptTo: usize = 0;

export function keepFrom(at: usize): void {
  keptTo = at;
}

/** Of the block that lies in BLOCK; `before`: the DC number of the one before. Returns its own. */
export function keepBlock(before: i32, chroma: bool): i32 {
  const dc: u32 = chroma ? 2 : 0;
  const own: i32 = load<i16>(BLOCK);
  keepNumber(dc, 0, own - before);
  let rest = nonZeros() & ~1;
  let k: u32 = 0;
  while (rest !== 0) {
    const at = <u32>ctz(rest);
    let zeros = at - k - 1;
    for (; zeros > 15; zeros -= 16) keep(dc + 1, SIXTEEN_ZEROS, 0);
    keepNumber(dc + 1, zeros, load<i16>(BLOCK + load<u8>(PLACES + at)));
    k = at;
    rest &= rest - 1;
  }
  if (k !== 63) keep(dc + 1, 0, 0);
  return own;
}

/** A block of a level and nothing else, the level of the one before: what fills the last unit. */
export function keepFilling(chroma: bool): void {
  const dc: u32 = chroma ? 2 : 0;
  keep(dc, 0, 0);
  keep(dc + 1, 0, 0);
}

/** Which numbers of the block are not 0: a bit for each, in the order of a file. */
function nonZeros(): u64 {
  let bits: u64 = 0;
  for (let row: usize = 0; row < 8; row++) {
    const some = v128.load(BLOCK + (row << 4));
    const mask = <usize>(~i16x8.bitmask(i16x8.eq(some, i64x2.splat(0))) & 0xff);
    bits |= load<u64>(ORDERS + (row << 11) + (mask << 3));
  }
  return bits;
}

/** Bits of a number: as many as it takes, those of a negative one less by one (T.81, F.1.2.1). */
function keepNumber(table: u32, zeros: u32, number: i32): void {
  const size = 32 - <u32>clz<u32>(abs(number));
  const bits = (number + (number >> 31)) & ((1 << size) - 1);
  keep(table, (zeros << 4) | size, bits);
}

function keep(table: u32, symbol: u32, bits: u32): void {
  const count = COUNTS + <usize>table * TABLE + ((<usize>symbol) << 2);
  store<u32>(count, load<u32>(count) + 1);
  store<u32>(keptTo, symbol | (bits << 8) | (table << 24));
  keptTo += 4;
}

let pending: u64 = 0;
let pendingBits: u64 = 0;
let out: usize = OUT;

export function beginWriting(): void {
  pending = 0;
  pendingBits = 0;
  out = OUT;
}

/** Symbols from `from` up to `to`; the bytes of each four take at most eight, and two are never more. Returns where the bytes end. */
export function write(from: usize, to: usize): usize {
  let bits = pending;
  let count = pendingBits;
  let at = out;
  for (; from < to; from += 4) {
    const symbol = load<u32>(from);
    const code = load<u32>(CODES + <usize>(symbol >> 24) * TABLE + ((<usize>(symbol & 0xff)) << 2));
    const size = <u64>(symbol & 15);
    const length = <u64>(code & 31) + size;
    bits = (bits << length) | ((<u64>(code >> 5)) << size) | <u64>((symbol >> 8) & 0xffff);
    count += length;
    if (count >= 32) {
      count -= 32;
      at = putWord(<u32>(bits >> count), at);
    }
  }
  pending = bits;
  pendingBits = count;
  out = at;
  return at;
}

/** The rest of the last byte is ones. Returns where the bytes end. */
export function endWriting(): usize {
  const rest = (8 - (pendingBits & 7)) & 7;
  pending = (pending << rest) | ((1 << rest) - 1);
  pendingBits += rest;
  while (pendingBits > 0) {
    pendingBits -= 8;
    out = putByte(<u8>(pending >> pendingBits), out);
  }
  return out;
}

/** They are taken away. */
export function emptied(): void {
  out = OUT;
}

function putWord(word: u32, at: usize): usize {
  if (!holdsOnes(word)) {
    store<u32>(at, bswap<u32>(word));
    return at + 4;
  }
  for (let shift = 24; shift >= 0; shift -= 8) at = putByte(<u8>(word >> shift), at);
  return at;
}

/** Whether one of its bytes is 255: of what is left then nothing can be taken. */
function holdsOnes(word: u32): bool {
  const none = ~word;
  return ((none - 0x01010101) & ~none & 0x80808080) !== 0;
}

function putByte(byte: u8, at: usize): usize {
  store<u8>(at, byte);
  if (byte !== 0xff) return at + 1;
  // Not a marker.
  store<u8>(at, 0, 1);
  return at + 2;
}
