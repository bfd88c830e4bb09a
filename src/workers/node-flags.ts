/** How Node runs in a worker, whatever the front was started with: its --inspect or loaders are not meant for workers. */
export const WORKER_FLAGS: readonly string[] = [
  // Large jobs leave pixels behind that V8 does not count (serve-jobs.ts).
  '--expose-gc',
  // Pixels outside of V8's heap start a collection every few pictures; with threads of its own it takes 10 ms of CPU on
  // cores that the other workers need, alone 2.
  '--single-threaded-gc',
];
