/** How far the heap of the front process may grow beyond what is in use. */
import { setFlagsFromString } from 'node:v8';

/**
 * V8 sizes its steps by the memory of the machine: on one of 24 GB a server whose caches hold 40 MB let 120 MB of garbage
 * lie about, and was a fifth larger after every 100,000 requests (bench/soak). Now it looks when the heap has grown by
 * this share of what was in use. With 30 % it looked once in every second in which pictures were made, which takes some 70 ms
 * of CPU and stops the requests for 5 to 20 of them. In a rush V8's other threads took 8 % of a core with 30 %, 5 % with
 * this, 4 % with 100 %; but with 100 % memory grew by a quarter in bench/soak, with this by 4 %.
 */
const GROWTH_PERCENT = 60;

/** Call before the heap is large. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
