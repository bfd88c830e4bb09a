/** The bytes of a scan as a stream of bits. */
import { RAW, STREAM_BOTTOM, STREAM_TOP } from './memory';

/** The next bits, the first one highest. Behind those that are filled: zeros, or what will be filled in there. */
export let buffer: u64 = 0;
/** How many of them are filled. */
export let filled: i32 = 0;
/** The next byte of the stream lies below this address, */
export let next: usize = STREAM_TOP;
/** and the last one at this one. */
let end: usize = STREAM_TOP;
/** What has come of the file and is not yet in the stream. */
let rawFrom: usize = RAW;
let rawTo: usize = RAW;
/** Nothing follows it. */
let rawIsLast: bool = false;
/** The marker behind the stream's end; 0 while there is none. */
let marker: i32 = 0;
/** Only a marker may follow. */
let filling: bool = false;

const EOI: i32 = 0xd9;
const RST0: i32 = 0xd0;
/** In the place of a marker: none. */
const NONSENSE: i32 = 1;

/** More bytes than the largest unit takes (memory.ts), so that none is begun that cannot be ended. */
const ENOUGH: isize = 3000;

export function rewind(): void {
  rawFrom = RAW;
  rawTo = RAW;
  rawIsLast = false;
  newSegment();
}

function newSegment(): void {
  buffer = 0;
  filled = 0;
  next = STREAM_TOP;
  end = STREAM_TOP;
  marker = 0;
  filling = false;
}

/** What blocks.ts took. */
export function took(bits: u64, count: i32, from: usize): void {
  buffer = bits;
  filled = count;
  next = from;
}

/** Where the next bytes of the file belong; what was not used of the last ones is kept. */
export function rawRoom(): usize {
  const rest = rawTo - rawFrom;
  memory.copy(RAW, rawFrom, rest);
  rawFrom = RAW;
  rawTo = RAW + rest;
  return rawTo;
}

/** So many bytes were put there. `last`: the file ends with them. */
export function fed(length: i32, last: bool): void {
  rawTo += length;
  rawIsLast = last;
}

/** Whether a unit can be decoded: 0 yes, 1 after more of the file, 2 never: it ends without a marker. */
export function ready(): i32 {
  if (marker !== 0 || <isize>(next - end) >= ENOUGH) return 0;
  unstuff();
  if (marker !== 0 || <isize>(next - end) >= ENOUGH) return 0;
  return rawIsLast ? 2 : 1;
}

/** Whether no bit was read that is not there. */
export function within(): bool {
  return ((<isize>(next - end)) << 3) + filled >= 0;
}

/** Only the bits that fill the last byte are left. */
function isUsedUp(): bool {
  return ((<isize>(next - end)) << 3) + filled < 8;
}

/** The marker that is due, and begins a stream of its own. */
export function restart(count: i32): bool {
  if (!isUsedUp() || marker !== RST0 + (count & 7)) return false;
  newSegment();
  return true;
}

/** After the last unit: whether the picture ends here. It was begun with a marker in sight, or bytes are left over. */
export function ended(): bool {
  return marker === EOI && isUsedUp();
}

/** From the file to the stream, until that is full, or there is a marker, or no more of the file. */
function unstuff(): void {
  const rest = next - end;
  memory.copy(STREAM_TOP - rest, end, rest);
  next = STREAM_TOP;
  let to = STREAM_TOP - rest;
  let from = rawFrom;
  const stuffed = i8x16.splat(-1);
  while (to >= STREAM_BOTTOM + 16) {
    if (from + 16 <= rawTo) {
      const bytes = v128.load(from);
      if (!v128.any_true(i8x16.eq(bytes, stuffed))) {
        to -= 16;
        v128.store(to, v128.shuffle<u8>(bytes, bytes, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
        from += 16;
        continue;
      }
    }
    if (from >= rawTo) break;
    const byte = load<u8>(from);
    if (byte !== 0xff) {
      from++;
    } else {
      // A pair that is torn waits for its other half.
      if (from + 1 >= rawTo) break;
      const code = load<u8>(from, 1);
      if (code === 0xff) {
        // Filling before a marker. Where none follows, libjpeg reads a unit twice and mixes the two.
        filling = true;
        from++;
        continue;
      }
      from += 2;
      if (code !== 0 || filling) {
        marker = code !== 0 ? code : NONSENSE;
        break;
      }
    }
    store<u8>(--to, byte);
  }
  rawFrom = from;
  end = to;
  // Whoever looks ahead sees zeros.
  v128.store(end - 16, i64x2.splat(0));
}
