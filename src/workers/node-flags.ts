/**
 * Bytes of bytecode that a function runs between two looks of V8 at whether to optimise it; its own 66 kB are meant for
 * pages that one hand clicks through. What a request runs once, between pictures that leave nothing of it in the
 * processor's caches, was not optimised after ten thousand requests. For the front process, too. Later Nodes refuse it:
 * their V8 counts calls, and has one more compiler in between.
 */
export const OPTIMISE_SOONER: readonly string[] = process.versions.node.startsWith('20.')
  ? ['--interrupt-budget=10000']
  : [];

/**
 * Bytecode that may be inlined into one function; V8 stops at 920. An answer that is known is given in one go from the
 * parser to the socket, through forty small functions of ours and Node's, and half of them were called. Only the front
 * process has such a path: of pictures each takes another one.
 */
const INLINE_MORE = '--max-inlined-bytecode-size-cumulative=2000';

/** To be set before the front does anything. */
export const FRONT_FLAGS: readonly string[] = OPTIMISE_SOONER.length ? [...OPTIMISE_SOONER, INLINE_MORE] : [];

/**
 * In a rush the front's heap is looked through once a second. V8 has four threads of equal rank for that, and where
 * workers have the other cores they take the time from the one that answers, which takes 15 ms longer for all who wait.
 * With this it goes through the heap itself, in steps, until the pause at the end (decision 0034). Only for
 * setFrontFlags().
 */
export const MARK_ALONE: string | undefined = OPTIMISE_SOONER.length ? '--no-concurrent-marking' : undefined;

/** How Node runs in a worker, whatever the front was started with: its --inspect or loaders are not meant for workers. */
export const WORKER_FLAGS: readonly string[] = [
  // Large jobs leave pixels behind that V8 does not count (serve-jobs.ts).
  '--expose-gc',
  ...OPTIMISE_SOONER,
  // Pixels outside of V8's heap start a collection every few pictures; with threads of its own it takes 10 ms of CPU on
  // cores that the other workers need, alone 2.
  '--single-threaded-gc',
  // Megabytes before V8 looks through its whole heap, pixels outside of it included. From a heap of 10 MB it would after
  // every third of some animations, 12 ms each time; their pixels are young and go with what costs 0.3 ms.
  '--initial-old-space-size=64',
  // Megabytes of young objects. V8 would let them grow to 16, twice; a job makes few.
  '--max-semi-space-size=4',
];
