/** The client of the old image service that ali-oss still has: the old API on an IMG domain, signed by it. */
import OSS from 'ali-oss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAKERS } from '../../guide/pictures.js';
import { observeCalls } from '../observed.js';
import { ClientServer, KEY } from '../server.js';
import { sizeOf } from './ways.js';

const pair = { accessKeyId: KEY.id, accessKeySecret: KEY.secret };
let server: ClientServer;
let images: InstanceType<typeof OSS.ImageClient>;

beforeAll(async () => {
  server = await ClientServer.start();
  const { agent, port } = server;
  const client = new OSS({ ...pair, endpoint: `http://localhost:${port}`, sldEnable: true, agent });
  await client.putBucket('channel');
  const ofBucket = new OSS({
    ...pair,
    endpoint: `http://localhost:${port}`,
    sldEnable: true,
    bucket: 'channel',
    agent,
  });
  await ofBucket.put('dir/f 猫.jpg', await MAKERS['f.jpg']());
  await ofBucket.put('panda.png', await MAKERS['panda.png']());
  images = new OSS.ImageClient({
    ...pair,
    bucket: 'channel',
    imageHost: `http://img-cn-hangzhou.localhost:${port}`,
    agent,
  });
});

afterAll(() => server?.end());
observeCalls('ali-oss', () => server?.consoleUrl);

test.each([
  ['dir/f 猫.jpg@100w', { format: 'jpeg', width: 100, height: 79 }],
  ['dir/f 猫.jpg@100w_1o.png', { format: 'png', width: 79, height: 100 }],
  ['dir/f 猫.jpg@100w_2o|50h', { format: 'jpeg', width: 39, height: 50 }],
  ['panda.png@50w.webp', { format: 'webp', width: 50, height: 50 }],
])('%s', async (name, size) => {
  expect(await sizeOf((await images.get(name)).content)).toEqual(size);
});

test('getInfo and getExif', async () => {
  const info = (await images.getInfo('dir/f 猫.jpg')).data;
  expect(info).toMatchObject({ ImageWidth: 424, Orientation: 7, Format: 'jpg' });
  expect((await images.getExif('dir/f 猫.jpg')).data).toMatchObject({ Orientation: 7 });
  await expect(images.getExif('panda.png')).rejects.toMatchObject({ status: 400, code: 'BadRequest' });
  await expect(images.get('none.jpg@100w')).rejects.toMatchObject({ status: 404, code: 'NoSuchFile' });
});
