/** What an error of PostgreSQL, or of the way to it, means for the work that met it. */
import pg from 'pg';
import { OssError } from '../../errors.js';
import { noRoom } from '../storage-failure.js';
import { Overtaken } from './steps.js';

/** The connection is of no use any more. What it had begun and not committed is undone by the server. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** SQLSTATEs: the server stops, has failed, starts, has become a standby, or has no connection left. */
const LOST = new Set(['57P01', '57P02', '57P03', '57P05', '25006', '25P03', '53300']);
/** A prepared statement that is gone, or whose table has changed: a new connection prepares it anew. */
const STALE = new Set(['26000', '0A000']);
/**
 * Two transactions that cannot both be, of which one was undone. A row that another transaction has made or removed
 * since this one looked shows as a violated key: begun anew, this one sees what there is.
 */
const OVERTAKEN = new Set(['40001', '40P01', '23503', '23505']);
/** Too slow, a lock that is not to be had, or out of memory. */
const BUSY = new Set(['57014', '55P03', '53000', '53200', '53400']);
const DISK_FULL = '53100';
const NUL_IN_TEXT = '22021';

/** ConnectionLost and Overtaken may pass; everything else is for whoever asked. */
export function meaningOf(error: unknown): Error {
  if (error instanceof RangeError) return error;
  if (!(error instanceof pg.DatabaseError)) return new ConnectionLost(error);
  const { code = '', message } = error;
  if (code.startsWith('08') || LOST.has(code) || STALE.has(code)) return new ConnectionLost(error);
  if (OVERTAKEN.has(code)) return new Overtaken(message, { cause: error });
  if (BUSY.has(code)) return new OssError('ServiceUnavailable', undefined, { cause: error });
  if (code === DISK_FULL) return noRoom(error);
  if (code === NUL_IN_TEXT) return new OssError('InvalidArgument', 'U+0000 is allowed nowhere.', { cause: error });
  return error;
}

/** For what has not passed in time. */
export function unavailable(error: unknown): unknown {
  if (!(error instanceof ConnectionLost || error instanceof Overtaken)) return error;
  return new OssError('ServiceUnavailable', undefined, { cause: error });
}
