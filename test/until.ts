/** Waits for what comes by itself, however slow the machine: the time limit of the test, or of the hook, is its only one. */
import { setTimeout as sleep } from 'node:timers/promises';

export async function until(isSo: () => unknown): Promise<void> {
  while (!(await isSo())) await sleep(5);
}
