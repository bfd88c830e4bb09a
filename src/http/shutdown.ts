import type * as http from 'node:http';
import type * as https from 'node:https';
import * as net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './connection.js';
import type { ServerContext } from './context.js';

export interface Closable {
  readonly server: http.Server | https.Server;
  readonly context: ServerContext;
  /** Every accepted socket, in its TLS handshake too. */
  readonly sockets: Set<net.Socket>;
  /** Those that speak HTTP. */
  readonly connections: Map<net.Socket, Connection>;
}

/** See RunningServer.close. */
export async function shutDown({ server, context, sockets, connections }: Closable, graceMs: number): Promise<void> {
  const end = performance.now() + graceMs;
  context.draining = true;
  const closed = new Promise<void>((resolve) => {
    // Node's own http close() would drop idle connections at once, and with them requests that are on their way.
    net.Server.prototype.close.call(server, () => resolve());
  });
  const sweepIdle = (): void => {
    for (const connection of connections.values()) if (connection.idle) connection.destroy();
  };
  const sweeper = setInterval(sweepIdle, Math.min(context.limits.idleGraceMs, graceMs));
  const cutter = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, graceMs);
  await closed;
  clearInterval(sweeper);
  clearTimeout(cutter);
  // The sockets' own close events come a little later, and work for clients that left may still be under way: it
  // should end before what it works with is closed.
  while (sockets.size > 0 || (context.inFlight > 0 && performance.now() < end)) await delay(5);
  context.deadlines.stop();
  // Stops the timer that Node looks for slow headers with.
  server.close();
}
