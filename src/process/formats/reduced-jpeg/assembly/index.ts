/**
 * Decodes JPEGs at an eighth, a quarter or half of their size, and scales the rest of the way (docs/decisions/0042). Written in AssemblyScript, which
 * becomes WebAssembly; ../decoder.ts is the other side and says what may be called when.
 */

import { HANDED, QUANTISATION, RAW, RAW_SIZE } from './memory';
import { makePairs, makeSkips, setTable } from './tables';

export { begin, decodeRow, setComponent } from './planes';
export { acrossStarts, acrossWeights, downWeights, draw, gather, layOut } from './result';
export { ended, fed, rawRoom } from './stream';

export function handed(): usize {
  return HANDED;
}

export function rawEnd(): usize {
  return RAW + RAW_SIZE;
}

/** What was handed over, 64 bytes in the order of the file, becomes quantisation table `index`. */
export function setQuantisation(index: i32): void {
  memory.copy(QUANTISATION + ((<usize>index) << 6), HANDED, 64);
}

/** Huffman table `index`. False: it makes no sense. */
export function setCodes(index: i32, ac: bool): bool {
  return setTable(index, ac);
}

/** Once a table of AC codes is set: for blocks of which coefficients are read, or all of them only passed over. */
export function prepare(index: i32, reading: bool): void {
  if (reading) makePairs(index);
  makeSkips(index);
}
