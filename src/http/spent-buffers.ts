/**
 * The buffers that bodies leave behind. What a socket or a file brings lies in a new buffer each time, a gigabyte of
 * body in 16,000 of them. V8 counts these towards its old objects and, with the small heap that the front has, looks
 * through all of them ten times a second, 4 to 10 ms each during which nobody is answered. A look at the young objects
 * alone frees the same buffers in a third of a millisecond (decision 0041).
 */
import { collector } from './collector.js';

/**
 * Bytes between two looks. V8 begins with the old objects when 8 MB have come since the last time; fewer also stay in
 * the caches of the processor.
 */
const LOOK_EVERY = 4 << 20;

let collect: ReturnType<typeof collector> | undefined;
let spent = 0;

/** So many bytes of bodies have passed, in buffers that nobody will hold for long. Of the whole process. */
export function buffersSpent(bytes: number): void {
  spent += bytes;
  if (spent < LOOK_EVERY) return;
  spent = 0;
  collect ??= collector();
  collect({ type: 'minor' });
}
