/** What V8 takes of a process's memory before it has any code. */
import { readFileSync } from 'node:fs';

/** Bytes. What V8 has code for it maps in smaller pieces, and takes them from what it reserved. */
const PIECE = 64 << 20;

let own: number | undefined;

/**
 * Bytes of this process that are mapped writable for code, hardly any of them in use, and of which a limit of its data
 * (prlimit --data) counts all. Since Node 24 they are 512 MB: a third of a worker's ceiling, on a small machine the whole
 * of it. Of Linux; elsewhere nobody limits data.
 */
export function reservedForCode(): number {
  own ??= mappedForCode(readFileSync('/proc/self/maps', 'latin1'));
  return own;
}

/** The same of /proc/PID/maps, in whole pieces. */
export function mappedForCode(maps: string): number {
  const ranges = maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rwxp \S+ 00:00 0 *$/gm);
  const sizes = Array.from(ranges, ([, from, to]) => Number(`0x${to}`) - Number(`0x${from}`));
  return sizes.filter((size) => size > PIECE).reduce((sum, size) => sum + PIECE * Math.ceil(size / PIECE), 0);
}
