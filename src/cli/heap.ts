/** What V8's garbage collector is told in the front process, and what is kept from it. */
import { executionAsyncResource } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { collector } from '../http/collector.js';
import { FRONT_FLAGS, MARK_ALONE } from '../workers/node-flags.js';

/**
 * V8 sizes its steps by the memory of the machine: on one of 24 GB a server whose caches hold 40 MB let 120 MB of garbage
 * lie about, and was a fifth larger after every 100,000 requests (bench/soak). Now it looks when the heap has grown by
 * this share of what was in use. Marking runs beside the requests, and the heap is small.
 */
const GROWTH_PERCENT = 30;

/**
 * The same in a rush, in which there is enough else to do: with fewer looks the front takes a tenth less (decision 0034). V8
 * asks for it at the end of each look, and after a young collection when little is allocated: what the last look of a rush
 * allowed may hold for a while after it.
 */
const GROWTH_IN_RUSH_PERCENT = 100;

/** Call before the heap is large. */
export function keepHeapSmall(): void {
  setGrowth(GROWTH_PERCENT);
}

export function heapInRush(rush: boolean): void {
  setGrowth(rush ? GROWTH_IN_RUSH_PERCENT : GROWTH_PERCENT);
}

function setGrowth(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

/** What may start a thread with a heap of its own before anything of ours runs: a loader, a tracer. */
const PRELOADED = /(^|\s)(-r|--require|--import|--loader|--experimental-loader)(\s|=|$)/;

/**
 * V8's flags for the front process. The one of marking only where this is the only heap: threads that mark go on while it
 * changes, and V8 no longer waits for them. Those of this heap are done with after a full collection, 10 ms at the start.
 */
export function setFrontFlags({ execArgv, env }: Pick<NodeJS.Process, 'execArgv' | 'env'>): void {
  for (const flag of FRONT_FLAGS) setFlagsFromString(flag);
  if (MARK_ALONE === undefined || PRELOADED.test([...execArgv, env.NODE_OPTIONS].join(' '))) return;
  const collect = collector();
  collect();
  setFlagsFromString(MARK_ALONE);
}

let kept: object | undefined;

/**
 * Keeps one object of process.nextTick for good. V8 knows them by their shape, and a shape of which no object is left is
 * garbage, too: where it was collected between two requests, every tick from then on was made on a path five times as
 * slow, and an answer takes several. A fifth of the processes had it sooner or later (decision 0044).
 */
export function keepTicksQuick(): void {
  process.nextTick(() => {
    kept = executionAsyncResource();
  });
}

export function keptTick(): object | undefined {
  return kept;
}
