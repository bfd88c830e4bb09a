/** Reading on after an answer, so that it reaches the client, without swallowing whatever the client goes on to send. */
import type { IncomingMessage } from 'node:http';

/**
 * Throws away the rest of a request's body, at most `limit` bytes of it, then calls `done` once.
 * Left alone Node reads such a body to its end, however long; closing at once resets the connection under a client
 * that is still sending, and the answer is lost with it.
 */
export function drainBody(request: IncomingMessage, limit: number, done: () => void): void {
  let left = limit;
  const stop = (): void => {
    request.off('data', count).off('end', stop).off('close', stop);
    request.pause();
    done();
  };
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) stop();
  };
  request.on('data', count).on('end', stop).on('close', stop);
}
