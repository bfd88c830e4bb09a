/** Tells a worker that was stopped (SIGSTOP, SIGTSTP) or hangs from one that is merely busy. */
import { readFileSync } from 'node:fs';
import { BEAT_EVERY } from './protocol.js';

/** Milliseconds between two looks. */
export const LOOK_EVERY = 2 * BEAT_EVERY;
/** Silent looks after which an idle worker is given up where the system does not tell stopped from busy (0.9 s). */
const SILENT_LOOKS = 3;
/** The same where it says 'not stopped': a starved machine is no reason to kill (9 s). */
const HUNG_LOOKS = 30;

/** undefined: the system does not say (no /proc, or the process is gone). */
export function isStopped(pid: number): boolean | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The state follows the command, which may hold blanks and parentheses. 't', stopped by a debugger, is left alone.
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3) === 'T';
  } catch {
    return undefined;
  }
}

/** Is the worker to be killed, and why? `silent`: looks in a row without a beat; `stopped`: what isStopped() said. */
export function sentence(
  state: 'starting' | 'idle' | 'busy' | 'dead',
  silent: number,
  stopped: boolean | undefined,
): 'stopped' | 'silent' | undefined {
  if (stopped === true) return 'stopped';
  // A busy one may be computing in JavaScript, and one that starts does not beat yet: both have a time limit of their own.
  if (state !== 'idle') return undefined;
  return silent >= (stopped === undefined ? SILENT_LOOKS : HUNG_LOOKS) ? 'silent' : undefined;
}
