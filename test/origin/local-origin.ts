/** An origin on this machine, and what it was asked. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalOrigin {
  readonly port: number;
  readonly asked: IncomingMessage[];
  close(): Promise<void>;
}

/** @param answer of each request; the body of what is asked is not read */
export async function localOrigin(answer: RequestListener): Promise<LocalOrigin> {
  const asked: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    asked,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
