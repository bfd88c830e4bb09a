import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startService } from '../service.js';
import { httpPeer } from './http-peer.js';
import type { Given, Peer } from './peer.js';

/** Each URL is new to the kept results: neither the height nor the orientation's default changes the work. */
export async function tintype({ directory, file, quality }: Given): Promise<Peer> {
  const service = await startService('--log-level', 'error');
  await service.put('/peers', undefined, { 'x-oss-acl': 'public-read' });
  await service.put(`/peers/${file}`, await readFile(join(directory, file)));
  let n = 0;
  const url = (width: number) => {
    n++;
    const chain = `image/resize,w_${width},h_${1000 + (n % 3000)}/quality,Q_${quality}/auto-orient,${Math.floor(n / 3000) % 2}`;
    return `${service.url}/peers/${file}?x-oss-process=${chain}`;
  };
  return httpPeer({ name: 'Tintype', onV8: true, pid: service.pid, url, stop: () => service.stop() });
}
