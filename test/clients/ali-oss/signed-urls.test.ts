/** URLs that ali-oss signs. */
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { NAMES, PICTURE, sizeOf, styleRequest, useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('as it is, with a chain, with a style', async () => {
    const process = 'image/resize,w_20';
    const sign = async (name: string, queries: Readonly<Record<string, string>> = {}) => {
      if (way.version === 'V4') return client.signatureUrlV4('GET', 60, { queries }, name);
      return client.signatureUrl(name, { expires: 60, process: queries['x-oss-process'] });
    };
    if (way.place === 'IP') {
      // The client puts no bucket into such a URL, and refuses to make one of V1.
      if (way.version === 'V1') await expect(sign('photo.png')).rejects.toThrow('endpoint is IP');
      return;
    }
    expect((await clients.server.follow(await sign('photo.png'))).body).toEqual(PICTURE);
    const small = await sign('photo.png', { 'x-oss-process': process });
    expect(await sizeOf((await clients.server.follow(small)).body)).toMatchObject({ width: 20 });
    expect((await clients.server.follow(small.replace('w_20', 'w_21'))).status).toBe(403);
    expect((await clients.server.follow(small.replace('w_20', 'w_21'))).body.toString()).toContain(
      'SignatureDoesNotMatch',
    );
    await styleRequest(client, clients.bucket(way), 'PUT', 'small', process);
    const byStyle = await sign('photo.png', { 'x-oss-process': 'style/small' });
    for (const url of [byStyle, await sign('photo.png@!small')]) {
      expect(await sizeOf((await clients.server.follow(url)).body)).toMatchObject({ width: 20 });
      expect((await clients.server.follow(url.replace('small', 'other'))).status).toBe(403);
    }
    for (const name of NAMES) {
      await client.put(name, Buffer.from(name));
      expect((await clients.server.follow(await sign(name))).body.toString()).toBe(name);
    }
  });

  test.runIf(way.version === 'V4' && way.place !== 'IP')('one that uploads, with headers of its own', async () => {
    const headers = { 'content-type': 'text/x-odd', 'cache-control': 'no-cache' };
    const url = await client.signatureUrlV4('PUT', 60, { headers }, 'put by url', ['cache-control']);
    expect((await clients.server.follow(url, 'PUT', { ...headers, 'cache-control': 'no-store' }, 'x')).status).toBe(
      403,
    );
    expect((await clients.server.follow(url, 'PUT', headers, 'by url')).status).toBe(200);
    const { content, res } = await client.get('put by url');
    expect([content.toString(), res.headers['content-type'], res.headers['cache-control']]).toEqual([
      'by url',
      'text/x-odd',
      'no-cache',
    ]);
  });
});
