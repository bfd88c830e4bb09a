/** Which failures of a disk are the client's to know about. */
import { OssError } from '../errors.js';

const SQLITE_FULL = 13;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A full disk becomes a 503, so that a client tries again later; every other failure stays what it is. */
export function storageFailure(error: unknown): unknown {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (!NO_ROOM.has(String(code)) && errcode !== SQLITE_FULL) return error;
  return new OssError('ServiceUnavailable', 'The server has no room left to store this. Please try again later.', {
    cause: error,
  });
}
