/** What a worker's death means for the job that it was doing, and what those are told that no worker takes. */
import { OssError } from '../errors.js';
import { tooMuchMemory, unavailable } from './failure.js';
import type { PoisonCause } from './poison.js';
import type { Death } from './worker-process.js';

export interface Verdict {
  readonly error: Error;
  /** Set when the plan is to be remembered. */
  readonly poison?: PoisonCause;
}

/** Both in milliseconds. */
export interface Terms {
  readonly deadline: number;
  readonly poisonFor: number;
}

export function verdictOn({ reason, code, signal, detail, starved }: Death, { deadline, poisonFor }: Terms): Verdict {
  const cause = new Error(`worker ${reason}, exit code ${code}, signal ${signal}: ${detail}`);
  switch (reason) {
    case 'deadline': {
      const message = `The picture missed its deadline: it took longer than ${deadline / 1000} seconds to process.`;
      return { poison: 'deadline', error: unavailable(message, poisonFor / 1000, cause) };
    }
    case 'ceiling':
      return { poison: 'ceiling', error: tooMuchMemory(cause) };
    case 'crashed':
      // GLib and V8 abort when an allocation of their own is refused.
      if (starved) return { poison: 'ceiling', error: tooMuchMemory(cause) };
      // No fault of its own ends a process so: the machine was out of memory, or somebody wanted it.
      if (signal === 'SIGKILL') return { poison: 'crash', error: unfinishedError(cause) };
      return { poison: 'crash', error: new OssError('InternalServerError', undefined, { cause }) };
    case 'closing':
      return { error: closingError() };
    default:
      return { error: unfinishedError(cause) };
  }
}

function unfinishedError(cause: Error): Error {
  return unavailable('The picture could not be finished. Please try again.', 1, cause);
}

/** Why no worker starts. */
export interface StartFailure {
  readonly why: string;
  /** Nothing is wrong with the engine: the machine had no time, no memory or no process for it. */
  readonly busy: boolean;
}

const NO_ROOM = /\b(EAGAIN|EMFILE|ENFILE|ENOMEM)\b/;

/** Of a worker that died while it started. */
export function startFailureOf({ reason, code, signal, detail }: Death): StartFailure {
  const ended = reason === 'crashed' ? `with ${signal ?? `exit code ${code}`}` : `by us: ${reason}`;
  const why = detail || `the worker was ended ${ended}`;
  return { why, busy: reason !== 'crashed' || signal === 'SIGKILL' || NO_ROOM.test(detail) };
}

/** Why a job is not worked on. 'poison': it has cost a worker its life before; 'broken': no worker starts. */
export type RefusalReason = 'queue' | 'deadline' | 'drain' | 'poison' | 'broken';

export interface Refusal {
  readonly reason: RefusalReason;
  readonly error: Error;
}

/** All who are told the same are given the same one: in a rush, to make each his own took a tenth of a refusal. */
export class FullErrors {
  #last: { readonly seconds: number; readonly error: Error } | undefined;

  /** `seconds`, whole: until there is room again, about. */
  of(seconds: number): Error {
    if (this.#last?.seconds !== seconds) this.#last = { seconds, error: fullError(seconds) };
    return this.#last.error;
  }
}

function fullError(seconds: number): Error {
  return unavailable(
    'The queue is full: too many pictures wait to be processed. Please try again in a moment.',
    seconds,
  );
}

export function lateError(seconds: number): Error {
  return unavailable('The picture missed its deadline: it waited too long for its turn. Please try again.', seconds);
}

export function hopelessError(seconds: number): Error {
  const message = 'The picture would miss its deadline: what waits before it takes too long. Please try again.';
  return unavailable(message, seconds);
}

export function closingError(): Error {
  return unavailable('The server is shutting down and drains its queue. Please try again in a moment.', 1);
}

/** Seconds: a worker takes one to start, and where it does not, the next tries come after longer and longer pauses. */
const BUSY_FOR = 5;

export function brokenError({ why, busy }: StartFailure): Error {
  const cause = new Error(`no worker process starts: ${why}`);
  if (busy) {
    const message = 'The queue stands still: the machine is too busy to start the image engine. Please try again.';
    return unavailable(message, BUSY_FOR, cause);
  }
  return new OssError('InternalServerError', 'The image engine of this server does not start.', { cause });
}
