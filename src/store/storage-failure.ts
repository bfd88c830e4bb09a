/** Which failures of a disk are the client's to know about. */
import { OssError } from '../errors.js';

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** Out of descriptors: there are more requests at once than the system lets us have files. */
const BUSY = new Set(['EMFILE', 'ENFILE']);

/** A full disk or an overload becomes a 503, so that a client tries again later; every other failure stays what it is. */
export function storageFailure(error: unknown): unknown {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // The low byte is the kind; the others tell of which sort.
  const sqlite = Number(errcode) & 0xff;
  if (NO_ROOM.has(String(code)) || sqlite === SQLITE_FULL) return noRoom(error);
  if (!BUSY.has(String(code)) && sqlite !== SQLITE_BUSY) return error;
  return new OssError('ServiceUnavailable', undefined, { cause: error });
}

export function noRoom(cause?: unknown): OssError {
  return new OssError('ServiceUnavailable', 'The server has no room left to store this. Please try again later.', {
    cause,
  });
}
