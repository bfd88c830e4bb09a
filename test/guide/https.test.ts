/** The URLs that the guide writes with https, by TLS on a socket. */
import { readFileSync } from 'node:fs';
import { get } from 'node:https';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#src/http/server.js';
import { useService } from '../oss/service.js';
import { MAKERS } from './pictures.js';

const HOST = 'image-demo.oss-cn-hangzhou.aliyuncs.com';
const service = useService();
const [cert = Buffer.alloc(0), key = Buffer.alloc(0)] = ['crt', 'key'].map((end) =>
  readFileSync(new URL(`../http/tls/localhost.${end}`, import.meta.url)),
);
let server: RunningServer;

beforeAll(async () => {
  await service.owner('PUT', 'image-demo', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'image-demo/example.jpg', { body: await MAKERS['example.jpg']() });
  await service.owner('PUT', 'image-demo', {
    query: 'style&styleName=style-example',
    body: '<Style><Content>image/resize,w_200</Content></Style>',
  });
  server = await startServer({ host: '127.0.0.1', port: 0, tls: { cert, key } }, service.handler);
});
afterAll(() => server.close(1000));

/** The certificate is for localhost, so that alone is asked for as the name of the server. */
function ask(path: string): Promise<{ status: number | undefined; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const at = { host: '127.0.0.1', port: server.port, servername: 'localhost', ca: cert };
    get({ ...at, path, headers: { host: HOST } }, async (answer) => {
      resolve({ status: answer.statusCode, bytes: await buffer(answer) });
    }).on('error', reject);
  });
}

test.each([
  ['x-oss-process=image/resize,w_200', 200],
  ['x-oss-process=style/style-example', 200],
  // Larger than the picture, which is not enlarged without it.
  ['x-oss-process=image/resize,w_500,limit_0', 500],
])('https://…/example.jpg?%s', async (query, width) => {
  const { status, bytes } = await ask(`/example.jpg?${query}`);
  expect(status).toBe(200);
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width });
});
