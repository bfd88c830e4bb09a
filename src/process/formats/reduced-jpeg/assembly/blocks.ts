/**
 * The coefficients of a block of 8 x 8. This is where nearly all of the time goes, a symbol of some 5 bits at a time, of
 * which each one says where the next begins: the loops are laid out for the shortest way from one look-up to the next.
 */
import { buffer, filled, next, took } from './stream';
import {
  bitsOf,
  DC_LOOK,
  dcOf,
  END,
  LOOK,
  longSymbol,
  moveIn,
  NO_SKIP,
  NONSENSE,
  numberIn,
  pairsOf,
  singlesOf,
  skipsOf,
} from './tables';

/** Where each coefficient lies in its block, in bytes: T.81, figure A.6. */
const PLACE = memory.data<u8>([
  0, 2, 16, 32, 18, 4, 6, 20, 34, 48, 64, 50, 36, 22, 8, 10, 24, 38, 52, 66, 80, 96, 82, 68, 54, 40, 26, 12, 14, 28, 42,
  56, 70, 84, 98, 112, 114, 100, 86, 72, 58, 44, 30, 46, 60, 74, 88, 102, 116, 118, 104, 90, 76, 62, 78, 92, 106, 120,
  122, 108, 94, 110, 124, 126,
]);

const LAST: u32 = 63;

/** The place of coefficient `k`, in bytes. */
export function placeOf(k: u32): usize {
  return load<u8>(PLACE + k);
}

/** Where no code begins so. */
export const NO_NUMBER: i32 = i32.MAX_VALUE;

/** The next DC number, or NO_NUMBER. */
export function readDc(table: i32): i32 {
  refill();
  let symbol = load<u32>(dcOf(table) + <usize>((buffer >> (64 - DC_LOOK)) << 2));
  if (symbol === 0) {
    symbol = longSymbol(table, false, buffer);
    if (symbol === 0) return NO_NUMBER;
  }
  const number = numberIn(symbol, buffer);
  took(buffer << symbol, filled - bitsOf(symbol), next);
  return number;
}

/** At least 56 bits. */
function refill(): void {
  const bytes = (63 - filled) >> 3;
  took(buffer | (load<u64>(next - 8) >> filled), filled + (bytes << 3), next - bytes);
}

/**
 * Passes over the AC coefficients. At least 29 bits have to be there: behind a DC number, they are. False: the block makes
 * no sense.
 */
export function skipAc(table: i32): bool {
  const skips = skipsOf(table);
  let k: u32 = 1;
  let bits = buffer;
  let count = filled;
  let at = next;
  let entry: u32;
  while (true) {
    entry = load<u32>(skips + <usize>((bits >> (64 - LOOK)) << 2));
    if (k + moveOf(entry) > LAST) {
      if (endsWith(entry, k)) break;
      entry = entry === NO_SKIP ? longSkip(table, bits) : entry >> 16;
      if (k + moveOf(entry) > LAST) {
        if (!endsWith(entry, k)) return false;
        break;
      }
    }
    k += moveOf(entry);
    bits <<= entry;
    count -= bitsOf(entry);
    // The same once more: two of them never take more than 52 bits.
    const bytes = (63 - count) >> 3;
    bits |= load<u64>(at - 8) >> count;
    at -= bytes;
    count += bytes << 3;
    entry = load<u32>(skips + <usize>((bits >> (64 - LOOK)) << 2));
    if (k + moveOf(entry) > LAST) {
      if (endsWith(entry, k)) break;
      entry = entry === NO_SKIP ? longSkip(table, bits) : entry >> 16;
      if (k + moveOf(entry) > LAST) {
        if (!endsWith(entry, k)) return false;
        break;
      }
    }
    k += moveOf(entry);
    bits <<= entry;
    count -= bitsOf(entry);
  }
  took(bits << entry, count - bitsOf(entry), at);
  return true;
}

function moveOf(skip: u32): u32 {
  return (skip >> 8) & 255;
}

/** Whether the block, at coefficient `k`, ends with this entry and not within it. */
function endsWith(skip: u32, k: u32): bool {
  const move = moveOf(skip);
  return move < END ? k + move === LAST + 1 : move !== NONSENSE && k + move - END <= LAST;
}

function longSkip(table: i32, bits: u64): u32 {
  const symbol = longSymbol(table, true, bits);
  return symbol === 0 ? NONSENSE << 8 : bitsOf(symbol) | (moveIn(symbol) << 8);
}

/**
 * The AC coefficients, into a block of zeros. The number of the last one that was written; -1: the block makes no sense.
 */
export function readAc(table: i32, block: usize): i32 {
  const pairs = pairsOf(table);
  let k: u32 = 0;
  let bits = buffer;
  let count = filled;
  let at = next;
  while (true) {
    const bytes = (63 - count) >> 3;
    bits |= load<u64>(at - 8) >> count;
    at -= bytes;
    count += bytes << 3;
    let pair = load<u64>(pairs + <usize>((bits >> (64 - LOOK)) << 3));
    let first = k + (<u32>(pair >> 8) & 255);
    let second = first + (<u32>(pair >> 16) & 255);
    if (second < LAST) {
      k = put(block, pair, first, second);
      bits <<= pair;
      count -= <i32>pair & 63;
      // The same once more.
      pair = load<u64>(pairs + <usize>((bits >> (64 - LOOK)) << 3));
      first = k + (<u32>(pair >> 8) & 255);
      second = first + (<u32>(pair >> 16) & 255);
      if (second < LAST) {
        k = put(block, pair, first, second);
        bits <<= pair;
        count -= <i32>pair & 63;
        continue;
      }
    }
    if (second === LAST) {
      took(bits << pair, count - (<i32>pair & 63), at);
      return put(block, pair, first, second);
    }
    if (first === k + END || (first < LAST && second === first + END)) {
      if (first < LAST) k = put(block, pair, first, first);
      took(bits << pair, count - (<i32>pair & 63), at);
      return k;
    }
    // Its number cannot be seen, or the second one belongs to the next block.
    let symbol = load<u32>(singlesOf(table) + <usize>((bits >> (64 - LOOK)) << 2));
    if (symbol === 0) symbol = longSymbol(table, true, bits);
    if (symbol === 0) return -1;
    const move = moveIn(symbol);
    if (k + move > LAST) {
      if (move !== END) return -1;
      took(bits << symbol, count - bitsOf(symbol), at);
      return k;
    }
    k += move;
    store<i16>(block + placeOf(k), <i16>numberIn(symbol, bits));
    bits <<= symbol;
    count -= bitsOf(symbol);
    if (k === LAST) {
      took(bits, count, at);
      return k;
    }
  }
}

/** Both numbers of a pair, whose second may be none: then it lies where the first is put. */
function put(block: usize, pair: u64, first: u32, second: u32): u32 {
  store<i16>(block + placeOf(second), <i16>(pair >> 48));
  store<i16>(block + placeOf(first), <i16>(pair >> 32));
  return second;
}
