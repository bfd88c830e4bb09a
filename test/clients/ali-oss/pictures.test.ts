/** Pictures through ali-oss: processed on their way out, by style, by POST. */
import { buffer } from 'node:stream/consumers';
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { sizeOf, styleRequest, useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('a PICTURE is processed on its way out', async () => {
    const small = await client.get('photo.png', { process: 'image/resize,w_20/format,jpg' });
    expect(small.res.headers['content-type']).toBe('image/jpeg');
    expect(await sizeOf(small.content)).toEqual({ format: 'jpeg', width: 20, height: 15 });
    const { stream } = await client.getStream('photo.png', { process: 'image/crop,w_10,h_10' });
    expect(await sizeOf(await buffer(stream))).toEqual({ format: 'png', width: 10, height: 10 });
    const info = await client.get('photo.png', { process: 'image/info' });
    expect(JSON.parse(info.content.toString())).toMatchObject({ ImageWidth: { value: '80' } });
    await expect(client.get('photo.png', { process: 'image/resize,w_0' })).rejects.toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    });
  });

  test('and kept by POST, in the same bucket or in another', async () => {
    const process = 'image/resize,w_20/format,jpg';
    const made = (await client.get('photo.png', { process })).content;
    const other = `${bucket}-saved`;
    await client.putBucket(other);
    // Its standard base64 has a '+' and a '/'.
    const key = 'saved/>>>猫???.jpg';
    for (const target of [undefined, other]) {
      expect((await client.processObjectSave('photo.png', key, process, target)).status).toBe(200);
      const { content, res } = await clients.of(way, { bucket: target ?? bucket }).get(key);
      expect([content.equals(made), res.headers['content-type']]).toEqual([true, 'image/jpeg']);
    }
  });

  test('a refusal of that is returned, not thrown', async () => {
    const save = async (source: string, target: string, process: string, where?: string) =>
      (await client.processObjectSave(source, target, process, where)).status;
    expect(await save('photo.png', 'x', 'image/resize,w_0')).toBe(400);
    expect(await save('photo.png', 'x', 'image/resize,w_10', 'nobodys')).toBe(404);
    expect(await save('missing.png', 'x', 'image/resize,w_10')).toBe(404);
    const wrong = clients.of(way, { bucket, secret: 'wrong' });
    expect((await wrong.processObjectSave('photo.png', 'x', 'image/resize,w_10')).status).toBe(403);
    await expect(client.head('x')).rejects.toMatchObject({ status: 404 });
  });

  test('styles: put, used by parameter, by separator and by POST, deleted', async () => {
    await styleRequest(client, bucket, 'PUT', 'small', 'image/resize,w_20');
    const { data } = await styleRequest(client, bucket, 'GET', 'small');
    expect(data.toString()).toContain('<Content>image/resize,w_20</Content>');
    const made = (await client.get('photo.png', { process: 'image/resize,w_20' })).content;
    expect((await client.get('photo.png', { process: 'style/small' })).content).toEqual(made);
    expect((await client.get('photo.png@!small')).content).toEqual(made);
    expect((await client.processObjectSave('photo.png', 'styled.png', 'style/small')).status).toBe(200);
    expect((await client.get('styled.png')).content).toEqual(made);
    await styleRequest(client, bucket, 'DELETE', 'small');
    await expect(client.get('photo.png', { process: 'style/small' })).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchStyle',
    });
  });
});
