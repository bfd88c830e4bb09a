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
  NONSENSE,
  numberIn,
  PAIR_END,
  PAIR_NONE,
  pairsOf,
  singlesOf,
  skipsOf,
} from './tables';

const LAST: u32 = 63;

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
 * Passes over the AC coefficients from `k` on. The 26 bits of a symbol have to be there: behind a DC number there are 29,
 * and 32 behind what readAc looks up at once. False: the block makes no sense.
 */
export function skipAc(table: i32, k: u32): bool {
  const skips = skipsOf(table);
  let bits = buffer;
  let count = filled;
  let at = next;
  let entry: u32;
  while (true) {
    entry = load<u16>(skips + <usize>((bits >> (64 - LOOK)) << 1));
    if (k + (entry >> 8) > LAST) {
      if (endsWith(entry, k)) break;
      entry = oneSkip(table, bits);
      if (k + (entry >> 8) > LAST) {
        if (!endsWith(entry, k)) return false;
        break;
      }
    }
    k += entry >> 8;
    bits <<= entry;
    count -= bitsOf(entry);
    // The same once more: two of them never take more than 52 bits.
    const bytes = (63 - count) >> 3;
    bits |= load<u64>(at - 8) >> count;
    at -= bytes;
    count += bytes << 3;
    entry = load<u16>(skips + <usize>((bits >> (64 - LOOK)) << 1));
    if (k + (entry >> 8) > LAST) {
      if (endsWith(entry, k)) break;
      entry = oneSkip(table, bits);
      if (k + (entry >> 8) > LAST) {
        if (!endsWith(entry, k)) return false;
        break;
      }
    }
    k += entry >> 8;
    bits <<= entry;
    count -= bitsOf(entry);
  }
  took(bits << entry, count - bitsOf(entry), at);
  return true;
}

/** Whether the block, at coefficient `k`, ends with this entry and not within it. */
function endsWith(skip: u32, k: u32): bool {
  const move = skip >> 8;
  return move < END ? k + move === LAST + 1 : move !== NONSENSE && k + move - END <= LAST;
}

/** The next symbol alone. */
function oneSkip(table: i32, bits: u64): u32 {
  let symbol = load<u32>(singlesOf(table) + <usize>((bits >> (64 - LOOK)) << 2));
  if (symbol === 0) symbol = longSymbol(table, true, bits);
  return symbol === 0 ? NONSENSE << 8 : bitsOf(symbol) | (moveIn(symbol) << 8);
}

/**
 * The AC coefficients up to number `most`, into a block of zeros at `places` (coefficients.ts); those behind it are passed
 * over. The number of the last one that was written; -1: the block makes no sense.
 */
export function readAc(table: i32, most: u32, places: usize, block: usize): i32 {
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
    let pair = load<u32>(pairs + <usize>((bits >> (64 - LOOK)) << 2));
    let first = k + firstMove(pair);
    let second = first + secondMove(pair);
    if (second <= most) {
      put(block, places, pair, first, second);
      k = second;
      bits <<= pair;
      count -= bitsOfPair(pair);
      // The same once more.
      pair = load<u32>(pairs + <usize>((bits >> (64 - LOOK)) << 2));
      first = k + firstMove(pair);
      second = first + secondMove(pair);
      if (second <= most) {
        put(block, places, pair, first, second);
        k = second;
        bits <<= pair;
        count -= bitsOfPair(pair);
        continue;
      }
    }
    if (second === first + PAIR_END) {
      put(block, places, pair, first, first);
      took(bits << pair, count - bitsOfPair(pair), at);
      return first <= most ? first : k;
    }
    if (first === k + PAIR_END) {
      took(bits << pair, count - bitsOfPair(pair), at);
      return k;
    }
    if (first !== k + PAIR_NONE) {
      // The second one at least lies behind `most`, and is put where nobody looks.
      put(block, places, pair, first, second);
      took(bits << pair, count - bitsOfPair(pair), at);
      if (!skipAc(table, second + 1)) return -1;
      return first <= most ? first : k;
    }
    // Its number cannot be seen, or is too large for a pair.
    let symbol = load<u32>(singlesOf(table) + <usize>((bits >> (64 - LOOK)) << 2));
    if (symbol === 0) symbol = longSymbol(table, true, bits);
    const move = moveIn(symbol);
    if (symbol === 0 || k + move > most) {
      took(bits, count, at);
      return skipAc(table, k + 1) ? k : -1;
    }
    k += move;
    store<i16>(block + load<u8>(places + k), <i16>numberIn(symbol, bits));
    bits <<= symbol;
    count -= bitsOf(symbol);
  }
}

function firstMove(pair: u32): u32 {
  return (pair >> 6) & 31;
}

function secondMove(pair: u32): u32 {
  return (pair >> 11) & 31;
}

function bitsOfPair(pair: u32): i32 {
  return pair & 63;
}

/** Both numbers of a pair, whose second may be none: then it lies where the first is put. */
function put(block: usize, places: usize, pair: u32, first: u32, second: u32): void {
  store<i16>(block + load<u8>(places + second), <i16>(<i32>pair >> 24));
  store<i16>(block + load<u8>(places + first), <i16>(<i8>(pair >> 16)));
}
