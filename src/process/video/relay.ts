/**
 * A lent object for ffmpeg in a worker without a network: ffmpeg knows addresses only, and the server is reached by a
 * socket in the file system. So the worker listens on its own loopback and passes bytes on, as long as the work takes.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { VideoInput } from './facts.js';

/** The environment variable that names the socket; where there is none, the address is the server's own. */
export const LENDING_SOCKET = 'TINTYPE_LENDING_SOCKET';

/** Lets `work` read the input under an address that ends with it. */
export async function reachable<T>(input: VideoInput, work: (input: VideoInput) => Promise<T>): Promise<T> {
  const socket = process.env[LENDING_SOCKET];
  if ('path' in input || socket === undefined) return work(input);
  const relay = createServer((near) => {
    const far = connect(socket);
    near.pipe(far).pipe(near);
    // Either end may leave at any time: ffmpeg does whenever it jumps.
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  try {
    const url = new URL(input.url);
    url.port = String((relay.address() as AddressInfo).port);
    return await work({ url: url.href });
  } finally {
    relay.close();
  }
}
