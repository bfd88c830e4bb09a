/** What a worker's death means for the job that it was doing. */
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
      const message = `The picture took longer than ${deadline / 1000} seconds to process.`;
      return { poison: 'deadline', error: unavailable(message, poisonFor / 1000, cause) };
    }
    case 'ceiling':
      return { poison: 'ceiling', error: tooMuchMemory(cause) };
    case 'crashed':
      // GLib and V8 abort when an allocation of their own is refused.
      if (starved) return { poison: 'ceiling', error: tooMuchMemory(cause) };
      return { poison: 'crash', error: new OssError('InternalServerError', undefined, { cause }) };
    case 'closing':
      return { error: closingError() };
    default:
      return { error: unavailable('The picture could not be finished. Please try again.', 1, cause) };
  }
}

export function closingError(): Error {
  return unavailable('The server is shutting down. Please try again in a moment.', 1);
}

export function brokenError(why: string): Error {
  const cause = new Error(`no worker process starts: ${why}`);
  return new OssError('InternalServerError', 'The image engine of this server does not start.', { cause });
}
