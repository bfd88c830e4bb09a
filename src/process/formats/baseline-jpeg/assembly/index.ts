/**
 * Encodes JPEGs as libjpeg does, to the byte: baseline, chroma of half the width and height, with the codes that fit best.
 * Written in AssemblyScript, which becomes WebAssembly; ../encoder.ts is the other side and says what may be called when.
 */
import { CODES, COUNTS, DIVISORS, OUT, OUT_SIZE, PLACES } from './memory';
import { keptEnd, keptFrom } from './picture';
import { emptied, endWriting, beginWriting as startWriting, write } from './symbols';

export { begin, strip, take } from './picture';
export { makeOrders } from './symbols';

export function counts(): usize {
  return COUNTS;
}

export function codes(): usize {
  return CODES;
}

export function divisors(): usize {
  return DIVISORS;
}

export function places(): usize {
  return PLACES;
}

export function written(): usize {
  return OUT;
}

/** Symbols of which the bytes are sure to fit: a code of 16 bits and a number of 11 each, all of them ones. */
const AT_ONCE: usize = OUT_SIZE / 8;

let writtenTo: usize = 0;

/** All pixels are taken, and the codes are there. */
export function beginWriting(): void {
  writtenTo = keptFrom();
  startWriting();
}

/** Some of the bytes, which lie at written(): how many there are; 0: there are no more. */
export function more(): i32 {
  emptied();
  if (writtenTo > keptEnd()) return 0;
  const to = min(writtenTo + 4 * AT_ONCE, keptEnd());
  let end = write(writtenTo, to);
  writtenTo = to;
  if (to === keptEnd()) {
    end = endWriting();
    writtenTo = to + 4;
  }
  return <i32>(end - OUT);
}
