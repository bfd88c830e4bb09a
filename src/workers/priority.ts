/** The front answers first: its workers, and what they start, get what it leaves of the cores (docs/decisions/0034). */
import { writeFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** Milliseconds. Of those who are not root, Linux takes one such wish in a tenth of a second, of all of them together. */
const AGAIN_AFTER = 150;
/** Then somebody else wishes all the time. */
const TRIES = 100;

/** Of a process that leads a session. Right after the fork: on Linux only threads made later inherit the niceness. */
export function lowerPriority(pid: number | undefined, nice: number): void {
  if (pid === undefined) return;
  const wanted = Math.max(nice, ownPriority());
  try {
    setPriority(pid, wanted);
  } catch {
    // It has died already, which is reported as such; or the system forbids it, and it works at normal priority.
  }
  if (process.platform === 'linux') lowerSession(pid, wanted, TRIES);
}

/** A front that is itself niced further cannot raise its children. */
function ownPriority(): number {
  try {
    return getPriority();
  } catch {
    return 0;
  }
}

/**
 * Outside of cgroups Linux shares the cores among sessions, and niceness counts within each alone. Where it does not,
 * there is no such file, or it changes nothing.
 */
function lowerSession(pid: number, nice: number, tries: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || tries === 0) return;
    setTimeout(() => lowerSession(pid, nice, tries - 1), AGAIN_AFTER).unref();
  }
}
