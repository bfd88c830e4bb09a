/**
 * For a server that has to be told its port before it starts, and that may go away and come back to it. None of those that
 * the system gives to whoever names none, connections too: such a one may be somebody else's as soon as nobody listens.
 */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Linux gives those from 32768 on, others higher ones. */
const FIRST = 20_000;
const END = 32_000;

/** No port twice in one process, even where nobody has begun to listen yet. */
let last = randomInt(FIRST, END);

export async function freePort(): Promise<number> {
  for (;;) {
    last = last + 1 < END ? last + 1 : FIRST;
    const port = last;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
