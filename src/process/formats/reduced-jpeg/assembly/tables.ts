/**
 * Huffman codes, looked up by the next bits. A symbol is a code and the bits of a number; of most symbols both lie
 * within LOOK bits, and often those of two or three symbols do. So there are tables of one symbol, of the numbers of two
 * (to read coefficients), and of what several take together (to pass over them).
 */
import { HANDED, TABLES } from './memory';

/** Bits that a look-up sees, for AC and DC codes. 12: one more, and the tables no longer fit the nearest cache. */
export const LOOK: u64 = 12;

export const DC_LOOK: u64 = 10;
const ENTRIES: usize = 1 << (<usize>LOOK);
const DC_ENTRIES: usize = 1 << (<usize>DC_LOOK);

/** For each of two AC tables, one behind the other. */
const SINGLES: usize = 0;
const SKIPS: usize = ENTRIES * 4;
const PAIRS: usize = SKIPS + ENTRIES * 2;
const AC_SIZE: usize = PAIRS + ENTRIES * 4;
const DC_TABLES: usize = TABLES + 2 * AC_SIZE;
/** For codes that are longer than a look-up: see setTable. */
const LONG: usize = DC_TABLES + 2 * DC_ENTRIES * 4;
const LONG_SIZE: usize = 1024;
const FIRST_BEYOND: usize = 0;
const OFFSET: usize = 68;
const VALUES: usize = 136;
export const TABLES_END: usize = LONG + 4 * LONG_SIZE;

/** What a symbol does: moves on by so many coefficients, or to the end of the block, or makes no sense. */
export const END: u32 = 128;
export const NONSENSE: u32 = 255;
/** Bits of the largest numbers that eight bits per channel can have (T.81, F.1.2). */
const MOST_AC_BITS: u32 = 10;
const MOST_DC_BITS: u32 = 11;

export function singlesOf(index: i32): usize {
  return TABLES + <usize>index * AC_SIZE + SINGLES;
}

export function skipsOf(index: i32): usize {
  return TABLES + <usize>index * AC_SIZE + SKIPS;
}

export function pairsOf(index: i32): usize {
  return TABLES + <usize>index * AC_SIZE + PAIRS;
}

export function dcOf(index: i32): usize {
  return DC_TABLES + <usize>index * DC_ENTRIES * 4;
}

function longOf(index: i32, ac: bool): usize {
  return LONG + (<usize>index + (ac ? 0 : 2)) * LONG_SIZE;
}

/** One symbol: bits 0-5 how many it takes with its number, 6-10 without, 12-15 its number's, 16-23 what it does. */
function symbol(length: u32, value: u32, ac: bool): u32 {
  const bits = ac ? value & 15 : value;
  return (length + bits) | (length << 6) | (bits << 12) | ((ac ? moveOf(value) : 0) << 16);
}

function moveOf(value: u32): u32 {
  const run = value >> 4;
  if ((value & 15) !== 0) return run + 1;
  return run === 15 ? 16 : run === 0 ? END : NONSENSE;
}

export function bitsOf(symbol: u32): i32 {
  return <i32>(symbol & 63);
}

export function moveIn(symbol: u32): u32 {
  return symbol >> 16;
}

/** The number behind the code with which `bits` begins (T.81, F.2.2.1: those that begin with 0 are negative). */
export function numberIn(symbol: u32, bits: u64): i32 {
  const size = sizeOf(symbol);
  const rest = bits << (symbol >> 6);
  const negative = <i32>(~rest >> 63);
  return <i32>((rest >> 1) >> (63 - size)) - negative * ((1 << size) - 1);
}

/** HANDED becomes a table. False: it is none. */
export function setTable(index: i32, ac: bool): bool {
  const long = longOf(index, ac);
  const entries = ac ? singlesOf(index) : dcOf(index);
  const look = <u32>(ac ? LOOK : DC_LOOK);
  memory.fill(entries, 0, (<usize>4) << look);
  memory.copy(long + VALUES, HANDED + 16, 256);
  let code: u32 = 0;
  let at: u32 = 0;
  for (let length: u32 = 1; length <= 16; length++) {
    const count: u32 = load<u8>(HANDED + length - 1);
    // Of ones alone no code may be: they fill the last byte.
    if (at + count > 256 || code + count >= (<u32>1) << length) return false;
    store<u32>(long + FIRST_BEYOND + (length << 2), code + count);
    store<u32>(long + OFFSET + (length << 2), at - code);
    for (const beyond = at + count; at < beyond; at++, code++) {
      const value: u32 = load<u8>(long + VALUES + at);
      if (ac ? (value & 15) > MOST_AC_BITS : value > MOST_DC_BITS) return false;
      if (length <= look) fill(entries, code << (look - length), 1 << (look - length), symbol(length, value, ac));
    }
    code <<= 1;
  }
  return true;
}

function fill(entries: usize, from: u32, count: u32, entry: u32): void {
  for (let i = from; i < from + count; i++) store<u32>(entries + (i << 2), entry);
}

/** The symbol with which `bits` begins, where a look-up found none. 0: no code begins so. */
export function longSymbol(index: i32, ac: bool, bits: u64): u32 {
  const long = longOf(index, ac);
  for (let length: u32 = 1; length <= 16; length++) {
    const code = <u32>(bits >> (64 - length));
    if (code < load<u32>(long + FIRST_BEYOND + (length << 2))) {
      return symbol(length, load<u8>(long + VALUES + ((code + load<u32>(long + OFFSET + (length << 2))) & 255)), ac);
    }
  }
  return 0;
}

/**
 * Several symbols: how many bits they take in the low byte; in the high one how far they move, END on top of it where the
 * block ends, or NONSENSE where not even the first one's code can be seen.
 */
export function makeSkips(index: i32): void {
  const from = singlesOf(index);
  const to = skipsOf(index);
  for (let i: u32 = 0; i < <u32>ENTRIES; i++) store<u16>(to + (i << 1), skipOf(from, i));
}

function skipOf(singles: usize, bits: u32): u16 {
  let taken: u32 = 0;
  let move: u32 = 0;
  while (move < END && taken < <u32>LOOK) {
    const entry = load<u32>(singles + (following(bits, taken) << 2));
    const length = (entry >> 6) & 31;
    const more = moveIn(entry);
    if (entry === 0 || taken + length > <u32>LOOK || more === NONSENSE || (more < END && move + more > 63)) break;
    taken += entry & 63;
    move += more;
  }
  return <u16>(taken === 0 ? NONSENSE << 8 : taken | (move << 8));
}

/** What a look-up will see of `bits` once the first ones are taken; zeros behind them. */
function following(bits: u32, taken: u32): u32 {
  return (bits << taken) & (<u32>ENTRIES - 1);
}

/**
 * Two symbols whose numbers can be seen: bits 0-5 how many they take, 6-10 and 11-15 how far each moves, 16-23 and 24-31
 * their numbers. If only the first can be seen, the second moves by 0; if not even that, or if it does not fit, the first
 * is PAIR_NONE. At the end of the block they move by PAIR_END. Both are more than is ever read of a block.
 */
export const PAIR_END: u32 = 31;
export const PAIR_NONE: u32 = 30;

export function makePairs(index: i32): void {
  const from = singlesOf(index);
  const to = pairsOf(index);
  for (let i: u32 = 0; i < <u32>ENTRIES; i++) store<u32>(to + (i << 2), pairOf(from, i));
}

function pairOf(singles: usize, bits: u32): u32 {
  const first = load<u32>(singles + (bits << 2));
  if (!isSeen(first, 0)) return PAIR_NONE << 6;
  const firstBits: u32 = first & 63;
  if (moveIn(first) === END) return firstBits | (PAIR_END << 6);
  const alone = firstBits | (moveIn(first) << 6) | (number8(first, bits) << 16);
  const rest = following(bits, firstBits);
  const second = load<u32>(singles + (rest << 2));
  if (!isSeen(second, firstBits)) return alone;
  const secondMove = moveIn(second) === END ? PAIR_END : moveIn(second);
  return (alone + (second & 63)) | (secondMove << 11) | (number8(second, rest) << 24);
}

/** Whether a symbol and its number lie within a look-up, behind so many bits, and the number within 8 bits. */
function isSeen(symbol: u32, behind: u32): bool {
  return symbol !== 0 && behind + (symbol & 63) <= <u32>LOOK && moveIn(symbol) !== NONSENSE && sizeOf(symbol) < 8;
}

/** Bits of its number. */
function sizeOf(symbol: u32): u32 {
  return (symbol >> 12) & 15;
}

function number8(symbol: u32, bits: u32): u32 {
  return numberIn(symbol, (<u64>bits) << (64 - LOOK)) & 0xff;
}
