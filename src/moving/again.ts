/** Another try for what may pass: a network that fails, a server that is busy, bytes that were damaged on their way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Mismatch, RemoteFailure } from './place.js';

/** Milliseconds before the second and the third try. */
const WAITS = [500, 2_000] as const;

/** Runs `work` up to three times. @throws what the last try threw */
export async function again<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const wait of WAITS) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
  return work();
}

function mayPass(error: unknown): boolean {
  if (error instanceof Mismatch) return true;
  return (
    error instanceof RemoteFailure &&
    (error.status === 0 || error.status === 429 || error.status >= 500) &&
    error.status !== 501
  );
}
