import type { AddressInfo, ListenOptions, Server } from 'node:net';

/** Resolves to where the server listens; rejects with Node's error (EADDRINUSE, EACCES, ENOTFOUND). Port 0 takes a free one. */
export async function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  await listening(server, { host, port });
  return server.address() as AddressInfo;
}

/** The same on a socket in the file system. */
export function listenAt(server: Server, path: string): Promise<void> {
  return listening(server, { path });
}

function listening(server: Server, where: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      // Later errors are of single accepts (no file descriptor left): they must not end the process.
      server.on('error', () => {});
      resolve();
    });
  });
}
