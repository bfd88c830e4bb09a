/** Reading on after an answer, so that it reaches the client, without swallowing whatever the client goes on to send. */
import type { IncomingMessage } from 'node:http';

/**
 * Throws away the rest of a request's body, at most `limit` bytes of it, then calls `done` once: with true when its
 * end was reached.
 * Left alone Node reads such a body to its end, however long; closing at once resets the connection under a client
 * that is still sending, and the answer is lost with it.
 */
export function drainBody(request: IncomingMessage, limit: number, done: (reached: boolean) => void): void {
  let left = limit;
  const stop = (reached: boolean): void => {
    request.off('data', count).off('end', ended).off('close', ended);
    request.pause();
    done(reached);
  };
  const ended = (): void => stop(true);
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) stop(false);
  };
  request.on('data', count).on('end', ended).on('close', ended);
  // A reader that was destroyed has paused it, and a listener alone does not set a paused stream going.
  request.resume();
}
