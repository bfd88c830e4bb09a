/**
 * Processes to compare with, each a bare program of its own so that its CPU can be read from /proc:
 *   sharp FILE COUNT   thumbnails with sharp directly, two in flight, as one process would
 *   put FILE           node:http + MD5 + write + fdatasync, the least that an upload can cost
 *   send BYTES         node:http that answers /body with so many bytes and everything else with an empty 200
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import sharp from 'sharp';

const [mode, file, count] = process.argv.slice(2);

async function thumbnails(path: string, total: number): Promise<void> {
  sharp.concurrency(1);
  sharp.cache(false);
  const one = () => sharp(path).autoOrient().resize({ width: 200 }).jpeg({ quality: 90 }).toBuffer();
  await Promise.all([one(), one()]);
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  let left = total;
  const lane = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all([lane(), lane()]);
  const used = process.cpuUsage(cpu);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  console.log(
    JSON.stringify({
      cpu: (used.user + used.system) / 1e6 / total,
      perSecond: total / seconds,
      peak: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

async function upload(path: string): Promise<void> {
  const server = createServer(async (request, response) => {
    const target = await open(path, 'w');
    const md5 = createHash('md5');
    for await (const chunk of request) {
      md5.update(chunk);
      await target.write(chunk);
    }
    await target.datasync();
    await target.close();
    response.end(md5.digest('hex'));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }));
  });
}

function send(bytes: number): void {
  const body = Buffer.alloc(bytes, 'tintype ');
  const server = createServer((request, response) => {
    if (request.url === '/body')
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes }).end(body);
    else response.writeHead(200, { 'content-length': 0 }).end();
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }));
  });
}

if (mode === 'send' && file) send(Number(file));
else if (mode === 'sharp' && file) await thumbnails(file, Number(count));
else if (mode === 'put' && file) await upload(file);
else throw new Error('usage: baseline.ts sharp FILE COUNT | put FILE | send BYTES');
