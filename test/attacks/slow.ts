/** Clients that take their time. Each is dropped; how soon is configuration (arena.ts has short limits). */

import { connect, type Socket } from 'node:net';

export interface Slow {
  readonly what: string;
  /** Sent at once. */
  readonly begins: string;
  /** Then one of these every 50 ms. */
  readonly trickles: string;
  /** Reads nothing of the answer. */
  readonly deaf?: boolean;
}

const HOST = 'Host: 127.0.0.1\r\n';

export const slow: readonly Slow[] = [
  { what: 'headers, one by one', begins: `GET /open/a.jpg HTTP/1.1\r\n${HOST}`, trickles: 'A: b\r\n' },
  { what: 'a request line, letter by letter', begins: 'GET /', trickles: 'a' },
  { what: 'nothing at all', begins: '', trickles: '' },
  { what: 'headers without an end', begins: `GET /open/a.jpg HTTP/1.1\r\n${HOST}A: `, trickles: 'x' },
  {
    what: 'a body, byte by byte',
    begins: `PUT /wall/slow HTTP/1.1\r\n${HOST}Content-Length: 100000\r\n\r\n`,
    trickles: 'x',
  },
  {
    what: 'a body that does not begin',
    begins: `PUT /wall/slow HTTP/1.1\r\n${HOST}Content-Length: 9\r\n\r\n`,
    trickles: '',
  },
  {
    what: 'chunks, byte by byte',
    begins: `PUT /wall/slow HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`,
    trickles: '1\r\nx\r\n',
  },
  {
    what: 'a form, byte by byte',
    begins: `POST /wall HTTP/1.1\r\n${HOST}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 99999\r\n\r\n--b\r\n`,
    trickles: 'x',
  },
  { what: 'an answer that nobody takes', begins: `GET /wall/large HTTP/1.1\r\n${HOST}\r\n`, trickles: '', deaf: true },
];

/** Milliseconds after which who was deaf takes what is there: far beyond the arena's limits. */
const DEAF_FOR = 1500;

/** Resolves when the server has closed the connection, with the bytes that came. */
export async function lingered(port: number, { begins, trickles, deaf = false }: Slow): Promise<number> {
  const socket: Socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(begins);
  const timer = setInterval(() => trickles !== '' && socket.write(trickles), 50);
  const listening = setTimeout(() => socket.resume(), deaf ? DEAF_FOR : 0);
  await closed;
  clearInterval(timer);
  clearTimeout(listening);
  return socket.bytesRead;
}
