/**
 * How many connections at once. A process that has run out of file descriptors cannot open a stored object either, so
 * that strangers who merely hold connections open would turn every request of everybody into a 500.
 */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Connection } from './connection.js';
import type { ServerLimits } from './server-limits.js';

/** For the store, the log, the console and the pipes of the workers. */
const RESERVED_FILES = 256;
const FEWEST = 32;

/** The limits with as many connections as the files allow: each may have one more open, the object it reads or writes. */
export function withinOpenFiles(limits: ServerLimits, files: number = openFileLimit()): ServerLimits {
  const most = Math.max(FEWEST, Math.floor((files - RESERVED_FILES) / 2));
  return { ...limits, connections: Math.min(limits.connections, most) };
}

/** What the system allows this process; Node has raised the soft limit to the hard one. Infinity: it does not say. */
function openFileLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/**
 * Closes a connection in favour of the newest one: the oldest that waits for a request or is in its TLS handshake, or
 * when all of them are being served the newest itself.
 * @param sockets in the order of their arrival
 */
export function makeRoom(sockets: Iterable<Socket>, connections: ReadonlyMap<Socket, Connection>): void {
  let last: Socket | undefined;
  for (const socket of sockets) {
    last = socket;
    if (!socket.destroyed && (connections.get(socket)?.idle ?? true)) break;
  }
  last?.destroy();
}
