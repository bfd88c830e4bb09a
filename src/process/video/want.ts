/** What the machine is short of is no fault of a video's: whoever asks is told to come again. */
import { OssError } from '../../errors.js';

/** How the system says that there is no descriptor, process, memory or port left. */
const WANTS = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'ENOBUFS', 'EADDRINUSE', 'EADDRNOTAVAIL']);

/** 503 with Retry-After. */
export function tooBusy(cause: Error): OssError {
  const message = 'The machine is too busy for the video. Please try again.';
  return new OssError('ServiceUnavailable', message, { headers: { 'retry-after': '1' }, cause });
}

/** Whether Node's error says that the machine lacks something, now. */
export function saysWant(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && WANTS.has(String(error.code));
}
