/** Debian's nginx: image_filter for new pictures, files for kept ones. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { httpPeer } from './http-peer.js';
import { daemon, ended, freePort, type Given, type Peer } from './peer.js';

const PROGRAM = '/usr/sbin/nginx';
const MODULE = '/usr/lib/nginx/modules/ngx_http_image_filter_module.so';

/** Root may leave the installing to it. @throws when there is none */
export async function nginx({ directory, file, quality }: Given, widths: readonly number[]): Promise<NginxPeer> {
  if (!existsSync(PROGRAM) || !existsSync(MODULE)) install('nginx-light', 'libnginx-mod-http-image-filter');
  const home = join(directory, 'nginx');
  await mkdir(home);
  const port = await freePort();
  const scaled = widths.map(
    (width) =>
      `location /${width}/ { alias ${directory}/; image_filter resize ${width} -; image_filter_jpeg_quality ${quality}; image_filter_buffer 20M; }`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const text = `${user} worker_processes ${availableParallelism()}; load_module ${MODULE}; pid ${home}/pid; error_log stderr error;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000; server { listen 127.0.0.1:${port}; ${scaled.join('\n')}
location /kept/ { alias ${directory}/; } } }`;
  const configuration = join(home, 'nginx.conf');
  await writeFile(configuration, text);
  const origin = `http://127.0.0.1:${port}`;
  const child = await daemon(PROGRAM, ['-p', home, '-c', configuration, '-g', 'daemon off;'], `${origin}/kept/${file}`);
  const url = (width: number) => `${origin}/${width}/${file}`;
  const pid = Number(child.pid);
  const peer = httpPeer({ name: 'nginx image_filter', pid, url, stop: () => ended(child) });
  return { ...peer, pid, kept: (name) => new URL(`${origin}/kept/${name}`) };
}

export interface NginxPeer extends Peer {
  readonly pid: number;
  /** The URL of a file of the directory, as it is. */
  readonly kept: (name: string) => URL;
}

export function install(...packages: readonly string[]): void {
  const args = ['install', '--yes', '--no-install-recommends', ...packages];
  execFileSync('apt-get', args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
