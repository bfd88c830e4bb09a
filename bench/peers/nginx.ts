/** Debian's nginx: image_filter for new pictures, files for kept ones. */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../scripts/free-port.js';
import { httpPeer } from './http-peer.js';
import { daemon, ended, type Given, type Peer, provide } from './peer.js';

const PROGRAM = '/usr/sbin/nginx';
const MODULE = '/usr/lib/nginx/modules/ngx_http_image_filter_module.so';

/** Root may leave the installing to it. @throws when there is none */
export async function nginx({ directory, file, quality }: Given, widths: readonly number[]): Promise<NginxPeer> {
  provide([PROGRAM, MODULE], ['nginx-light', 'libnginx-mod-http-image-filter']);
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
