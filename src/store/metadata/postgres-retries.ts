/** What a passing failure has undone is begun anew. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionLost, unavailable } from './postgres-errors.js';
import { Overtaken } from './steps.js';

/** A server that restarts is back within it; a client that waits longer gives up by itself. */
const PATIENCE_MS = 5_000;
const LONGEST_WAIT_MS = 300;

export async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (let wait = 5; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
    try {
      return await attempt();
    } catch (error) {
      const passing = error instanceof ConnectionLost || error instanceof Overtaken;
      if (!passing || performance.now() + wait > until) throw unavailable(error);
      // By chance, so that two that hinder each other do not meet again.
      await sleep(wait * (0.5 + Math.random()));
    }
  }
}
