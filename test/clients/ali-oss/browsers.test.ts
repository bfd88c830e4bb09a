/** What ali-oss does for pages in browsers: CORS and Referer rules, signed forms, domains of one's own. */
import OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { BOUNDARY, file, formBody, type Part } from '../../oss/form/forms.js';
import { KEY } from '../server.js';
import { PICTURE, useClients, WAYS } from './ways.js';

const clients = useClients();
const ORIGIN = 'http://shop.example';

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('CORS rules', async () => {
    await expect(client.getBucketCORS(bucket)).rejects.toMatchObject({ code: 'NoSuchCORSConfiguration', status: 404 });
    const rules = [
      {
        allowedOrigin: [ORIGIN, 'http://*.shop.example'],
        allowedMethod: ['GET', 'PUT'],
        allowedHeader: ['authorization', 'x-oss-*'],
        exposeHeader: 'ETag',
        maxAgeSeconds: '60',
      },
      { allowedOrigin: '*', allowedMethod: 'HEAD' },
    ];
    await client.putBucketCORS(bucket, rules);
    expect((await client.getBucketCORS(bucket)).rules).toEqual(rules);
    // To an IP address the client writes no URLs.
    if (way.place !== 'IP') {
      const { headers } = await clients.server.follow(client.signatureUrl('photo.png'), 'GET', { origin: ORIGIN });
      expect(headers['access-control-allow-origin']).toBe(ORIGIN);
    }
    await client.deleteBucketCORS(bucket);
    await expect(client.getBucketCORS(bucket)).rejects.toMatchObject({ code: 'NoSuchCORSConfiguration' });
  });

  test('Referer rules', async () => {
    await client.putBucketReferer(bucket, false, [ORIGIN, 'http://*.shop.example']);
    expect(await client.getBucketReferer(bucket)).toMatchObject({
      allowEmpty: false,
      referers: [ORIGIN, 'http://*.shop.example'],
    });
    if (way.place !== 'IP') {
      const url = client.signatureUrl('photo.png');
      expect((await clients.server.follow(url)).status).toBe(403);
      expect((await clients.server.follow(url, 'GET', { referer: `${ORIGIN}/page` })).status).toBe(200);
    }
    expect((await client.get('photo.png')).content).toEqual(PICTURE);
    await client.deleteBucketReferer(bucket);
    expect(await client.getBucketReferer(bucket)).toMatchObject({ allowEmpty: true, referers: null });
  });

  test('a form that it signs', async () => {
    const expiration = new Date(Date.now() + 60_000).toISOString();
    const document = { expiration, conditions: [{ bucket }, ['content-length-range', 0, 100]] };
    const now = new Date();
    const signed = way.version === 'V1' ? client.calculatePostSignature(document) : fieldsV4(client, document, now);
    const parts = [['key', 'from a form'], ...Object.entries(signed), file('by hand')] as const;
    const url = `http://127.0.0.1:${clients.server.port}/${bucket}`;
    const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
    const answer = await clients.server.follow(url, 'POST', headers, formBody(parts as readonly Part[]).toString());
    expect([answer.status, answer.body.toString()]).toEqual([204, '']);
    expect((await client.get('from a form')).content.toString()).toBe('by hand');
  });
});

function fieldsV4(client: OSS, document: object, now: Date): Record<string, string> {
  const date = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  return {
    policy: Buffer.from(JSON.stringify(document)).toString('base64'),
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': `${KEY.id}/${date.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`,
    'x-oss-date': date,
    'x-oss-signature': client.signPostObjectPolicyV4(document, now),
  };
}

test.each([false, true])('a domain of one’s own, with cname (V4: %s)', async (authorizationV4) => {
  const way = { place: 'path', version: authorizationV4 ? 'V4' : 'V1' } as const;
  const name = `cname-${way.version.toLowerCase()}`;
  const host = `img-${way.version.toLowerCase()}.shop.example`;
  const owner = clients.of(way, { bucket: name });
  await owner.putBucket(name);
  await owner.request({
    method: 'POST',
    bucket: name,
    subres: { cname: '', comp: 'add' },
    content: `<BucketCnameConfiguration><Cname><Domain>${host}</Domain></Cname></BucketCnameConfiguration>`,
  });
  const client = new OSS({
    endpoint: `http://${host}:${clients.server.port}`,
    cname: true,
    accessKeyId: KEY.id,
    accessKeySecret: KEY.secret,
    region: 'oss-cn-hangzhou',
    bucket: name,
    authorizationV4,
    agent: clients.server.agent,
  });
  await client.put('a/b c.png', PICTURE);
  expect((await client.get('a/b c.png', { process: 'image/resize,w_8' })).res.status).toBe(200);
  expect((await client.list({ prefix: 'a/' })).objects?.map((each) => each.name)).toEqual(['a/b c.png']);
  const url = client.signatureUrl('a/b c.png');
  expect(new URL(url).hostname).toBe(host);
  expect((await clients.server.follow(url)).status).toBe(200);
});
