import type * as http from 'node:http';
import type * as https from 'node:https';
import * as net from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Connection } from './connection.js';
import type { ServerContext } from './context.js';
import type { ReceivedMessage } from './received-message.js';

export interface Closable {
  readonly server: http.Server<typeof ReceivedMessage> | https.Server<typeof ReceivedMessage>;
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
  await acceptWaiting(server, graceMs / 4);
  const closed = new Promise<void>((resolve) => {
    // Node's own http close() would drop idle connections at once, and with them requests that are on their way.
    net.Server.prototype.close.call(server, () => resolve());
  });
  const sweeper = setInterval(() => void sweepIdle(connections), Math.min(context.limits.idleGraceMs, graceMs));
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

/**
 * Connections that wait to be accepted would be reset together with the socket that they wait at, and libuv accepts one
 * in a turn of the event loop. Ends when a turn brought none, `mostMs` later at the latest.
 */
async function acceptWaiting(server: net.Server, mostMs: number): Promise<void> {
  const end = performance.now() + mostMs;
  let accepted = true;
  const onConnection = (): void => {
    accepted = true;
  };
  server.on('connection', onConnection);
  while (accepted && performance.now() < end) {
    accepted = false;
    await wholeTurn();
  }
  server.off('connection', onConnection);
}

/**
 * When this process was kept from working for a while, timers come before what has arrived meanwhile. So idle is what
 * still is after that was read.
 */
async function sweepIdle(connections: Closable['connections']): Promise<void> {
  const idle = [...connections.values()].filter((connection) => connection.idle);
  const read = idle.map(({ bytesRead }) => bytesRead);
  await wholeTurn();
  idle.forEach((connection, n) => {
    if (connection.idle && connection.bytesRead === read[n]) connection.destroy();
  });
}

/** Of the event loop. The first of the two may be the rest of the turn that we are in. */
async function wholeTurn(): Promise<void> {
  await turn();
  await turn();
}
