/** How far the heap of the front process may grow beyond what is in use. */
import { setFlagsFromString } from 'node:v8';

/**
 * V8 sizes its steps by the memory of the machine: on one of 24 GB a server whose caches hold 40 MB let 120 MB of garbage
 * lie about, and was a fifth larger after every 100,000 requests (bench/soak). Now it looks when the heap has grown by
 * this share of what was in use. Marking runs beside the requests, and the heap is small.
 */
const GROWTH_PERCENT = 30;

/** Call before the heap is large. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
