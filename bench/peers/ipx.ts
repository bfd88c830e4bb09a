import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../scripts/free-port.js';
import { httpPeer } from './http-peer.js';
import { daemon, ended, type Given, type Peer } from './peer.js';

const VERSION = '3.1.1';

/** From npm, into the directory of this run. @throws when it cannot be had */
export async function ipx({ directory, file, quality }: Given): Promise<Peer> {
  const home = join(directory, 'ipx');
  await mkdir(home);
  const install = ['install', '--no-audit', '--no-fund', '--no-save', '--prefix', home, `ipx@${VERSION}`];
  await promisify(execFile)('npm', install, { cwd: home, timeout: 120_000 });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const url = (width: number) => `${origin}/w_${width},q_${quality},f_jpeg/${file}`;
  const program = join(home, 'node_modules', 'ipx', 'bin', 'ipx.mjs');
  const args = [program, 'serve', '--dir', directory, '--host', '127.0.0.1'];
  const child = await daemon(process.execPath, args, url(16), { PORT: String(port) });
  return httpPeer({ name: `ipx ${VERSION}`, onV8: true, pid: Number(child.pid), url, stop: () => ended(child) });
}
