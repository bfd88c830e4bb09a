import type { AddressInfo, Server } from 'node:net';

/** Resolves to where the server listens; rejects with Node's error (EADDRINUSE, EACCES, ENOTFOUND). Port 0 takes a free one. */
export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      // Later errors are of single accepts (no file descriptor left): they must not end the process.
      server.on('error', () => {});
      resolve(server.address() as AddressInfo);
    });
  });
}
