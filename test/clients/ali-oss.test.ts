/** ali-oss as it comes from npm, over a socket, in every way to address a bucket and with both signatures. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Agent } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import OSS from 'ali-oss';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { photo, png } from '../pictures.js';
import { ClientServer, KEY } from './server.js';

const PLACES = {
  'virtual host': { host: 'localhost', sldEnable: false },
  path: { host: 'localhost', sldEnable: true },
  // The address is in the URL and the bucket in a Host header of the vendor's domain.
  IP: { host: '127.0.0.1', sldEnable: false },
};
type Place = keyof typeof PLACES;
const WAYS = (['V1', 'V4'] as const).flatMap((version) =>
  (Object.keys(PLACES) as Place[]).map((place) => ({ place, version })),
);
/**
 * Names that go wrong when somebody escapes them once too often or too little. None has '/../': the client signs it and
 * then takes it out of the path.
 */
const NAMES = ['a/b c+d.txt', '目录/猫 é.txt', 'x@!small|y.txt', 'a//b.txt', "100%'(!)*&=;,.txt", 'a?acl#b'];

let server: ClientServer;
let picture: Buffer;

beforeAll(async () => {
  server = await ClientServer.start();
  picture = await png(photo(80, 60));
});
afterAll(() => server?.end());

function clientOf(
  place: Place,
  version: 'V1' | 'V4',
  more: { bucket?: string; region?: string; secret?: string; agent?: Agent } = {},
) {
  const { host, sldEnable } = PLACES[place];
  return new OSS({
    endpoint: `http://${host}:${server.port}`,
    accessKeyId: KEY.id,
    accessKeySecret: more.secret ?? KEY.secret,
    region: more.region ?? 'oss-cn-hangzhou',
    ...(more.bucket !== undefined && { bucket: more.bucket }),
    sldEnable,
    authorizationV4: version === 'V4',
    agent: more.agent ?? server.agent,
  });
}

async function sizeOf(bytes: Buffer) {
  const { format, width, height } = await sharp(bytes).metadata();
  return { format, width, height };
}

describe.each(WAYS)('$place, $version', ({ place, version }) => {
  const bucket = `ali-${place.replace(' ', '-').toLowerCase()}-${version.toLowerCase()}`;
  let client: OSS;

  beforeAll(async () => {
    client = clientOf(place, version, { bucket });
    await client.putBucket(bucket);
    await client.put('photo.png', picture, { meta: { author: 'ann' }, headers: { 'Cache-Control': 'max-age=60' } });
  });

  test('the bucket and what is said of it', async () => {
    const { bucket: info } = await client.getBucketInfo(bucket);
    expect(info).toMatchObject({ Name: bucket, Location: 'oss-cn-hangzhou' });
    await client.putBucketACL(bucket, 'public-read');
    expect((await client.getBucketACL(bucket)).acl).toBe('public-read');
    await client.putBucketACL(bucket, 'private');
    // To an IP address the client asks for its buckets as if one were called 'undefined'.
    if (place !== 'IP') {
      const { buckets } = await clientOf(place, version).listBuckets({ prefix: bucket });
      expect(buckets?.map(({ name }) => name)).toEqual([bucket]);
    }
  });

  test('put and get: a buffer, a file, a stream', async () => {
    expect((await client.get('photo.png')).content).toEqual(picture);
    const path = join(server.directory, `${bucket}.png`);
    await writeFile(path, picture);
    await client.put('from-file.png', path);
    await client.put('from-stream.png', Readable.from([picture.subarray(0, 100), picture.subarray(100)]));
    await client.putStream('with-length.png', Readable.from([picture]), { contentLength: picture.length });
    for (const name of ['from-file.png', 'from-stream.png', 'with-length.png']) {
      expect(await buffer((await client.getStream(name)).stream)).toEqual(picture);
    }
    const copy = join(server.directory, `${bucket}-copy.png`);
    await client.get('from-file.png', copy);
    expect(await readFile(copy)).toEqual(picture);
  });

  test('ranges, conditions and replaced headers', async () => {
    const { content, res } = await client.get('photo.png', { headers: { Range: 'bytes=1-3' } });
    expect([res.status, content.toString()]).toEqual([206, 'PNG']);
    const { etag = '' } = (await client.head('photo.png')).res.headers;
    expect((await client.head('photo.png', { headers: { 'If-None-Match': etag } })).status).toBe(304);
    await expect(client.get('photo.png', { headers: { 'If-Match': '"other"' } })).rejects.toMatchObject({
      status: 412,
    });
    const subres = { 'response-content-type': 'text/plain; charset=utf-8' };
    const replaced = await client.get('photo.png', { subres });
    expect(replaced.res.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  test('a picture is processed on its way out', async () => {
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

  test('head and meta', async () => {
    const { status, meta, res } = await client.head('photo.png');
    expect([status, meta]).toEqual([200, { author: 'ann' }]);
    expect(res.headers).toMatchObject({
      'content-length': String(picture.length),
      'content-type': 'image/png',
      'cache-control': 'max-age=60',
      'x-oss-object-type': 'Normal',
    });
    expect((await client.getObjectMeta('photo.png')).res.headers['content-length']).toBe(String(picture.length));
  });

  test.each(NAMES)('the name %s', async (name) => {
    await client.put(name, Buffer.from(name));
    expect((await client.get(name)).content.toString()).toBe(name);
    expect((await client.list({ prefix: name, 'max-keys': 1 })).objects?.map((object) => object.name)).toEqual([name]);
    await client.copy(`copied/${name}`, name);
    expect((await client.get(`copied/${name}`)).content.toString()).toBe(name);
    expect((await client.delete(name)).res.status).toBe(204);
    await expect(client.get(name)).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  test('lists, by pages and by folders, in both kinds', async () => {
    const names = ['l/1', 'l/2', 'l/a/1', 'l/a/2', 'l/b/1'];
    for (const name of names) await client.put(name, Buffer.from(name));
    const first = await client.list({ prefix: 'l/', 'max-keys': 2 });
    expect(first).toMatchObject({
      isTruncated: true,
      objects: [{ name: 'l/1', size: 3, type: 'Normal' }, { name: 'l/2' }],
    });
    const rest = await client.list({ prefix: 'l/', marker: first.nextMarker, 'max-keys': 1000 });
    expect(rest.objects?.map(({ name }) => name)).toEqual(names.slice(2));
    const folded = await client.list({ prefix: 'l/', delimiter: '/' });
    expect(folded.prefixes).toEqual(['l/a/', 'l/b/']);
    const page = await client.listV2({ prefix: 'l/', 'max-keys': 3, 'fetch-owner': true });
    expect(page.objects?.map(({ name }) => name)).toEqual(names.slice(0, 3));
    const next = await client.listV2({ prefix: 'l/', 'continuation-token': page.nextContinuationToken });
    expect(next.objects?.map(({ name }) => name)).toEqual(names.slice(3));
  });

  test('parameters that are empty', async () => {
    const { objects } = await client.list({ prefix: '', delimiter: '', marker: '', 'max-keys': 1000 });
    expect(objects?.map(({ name }) => name)).toContain('photo.png');
  });

  test('a copy keeps what it copies, or is told otherwise', async () => {
    const { data } = await client.copy('copy.png', 'photo.png');
    expect(data.etag).toBe((await client.head('photo.png')).res.headers.etag);
    expect((await client.head('copy.png')).meta).toEqual({ author: 'ann' });
    await client.copy('copy.png', `/${bucket}/photo.png`, { meta: { author: 'bob' } });
    expect((await client.head('copy.png')).meta).toEqual({ author: 'bob' });
  });

  test('many are deleted at once', async () => {
    const names = NAMES.map((name) => `many/${name}`);
    for (const name of names) await client.put(name, Buffer.from(name));
    const { deleted } = await client.deleteMulti([...names.slice(1), 'many/missing']);
    expect(deleted.map(({ Key }) => Key).sort()).toEqual([...names.slice(1), 'many/missing'].sort());
    expect((await client.deleteMulti(names.slice(0, 1), { quiet: true })).deleted).toEqual([]);
    expect((await client.list({ prefix: 'many/', 'max-keys': 10 })).objects).toEqual([]);
  });

  test('an upload in parts, broken off and resumed', async () => {
    const path = join(server.directory, `${bucket}.parts`);
    const content = Buffer.alloc(450 * 1024, `${bucket} `);
    await writeFile(path, content);
    const settings = { partSize: 100 * 1024, parallel: 1, meta: { author: 'eve' } };
    let checkpoint: { doneParts: unknown[]; uploadId: string } | undefined;
    const broken = client.multipartUpload('parts.bin', path, {
      ...settings,
      progress(_done: number, reached: typeof checkpoint) {
        checkpoint = reached;
        if (reached?.doneParts.length === 2) throw new Error('the line is cut');
      },
    });
    await expect(broken).rejects.toThrow('the line is cut');
    expect(checkpoint?.doneParts).toHaveLength(2);
    const { uploads } = await client.listUploads({ 'max-uploads': 10 });
    expect(uploads).toMatchObject([{ name: 'parts.bin', uploadId: checkpoint?.uploadId }]);
    const { parts } = await client.listParts('parts.bin', String(checkpoint?.uploadId));
    expect(parts).toHaveLength(2);

    const sent: number[] = [];
    const { etag } = await client.multipartUpload('parts.bin', path, {
      ...settings,
      checkpoint,
      // The last call, when all is done, has no checkpoint.
      progress: (_done: number, reached: typeof checkpoint | null) => {
        if (reached) sent.push(reached.doneParts.length);
      },
    });
    expect(sent).toEqual([3, 4, 5]);
    expect(etag).toMatch(/^"[0-9A-F]{32}-5"$/);
    expect((await client.get('parts.bin')).content).toEqual(content);
    const { meta, res } = await client.head('parts.bin');
    expect([meta, res.headers['x-oss-object-type']]).toEqual([{ author: 'eve' }, 'Multipart']);

    const source = { sourceKey: 'parts.bin', sourceBucketName: bucket };
    await client.multipartUploadCopy('parts copied.bin', source, { partSize: 200 * 1024 });
    expect((await client.get('parts copied.bin')).content).toEqual(content);
  });

  test('an upload in parts that is given up', async () => {
    const { uploadId } = await client.initMultipartUpload('given up');
    await client.abortMultipartUpload('given up', uploadId);
    await expect(client.listParts('given up', uploadId)).rejects.toMatchObject({ status: 404, code: 'NoSuchUpload' });
  });

  test('pieces are appended', async () => {
    const { nextAppendPosition } = await client.append('log.txt', Buffer.from('one '));
    expect(nextAppendPosition).toBe('4');
    expect((await client.append('log.txt', Buffer.from('two'), { position: 4 })).nextAppendPosition).toBe('7');
    expect((await client.get('log.txt')).content.toString()).toBe('one two');
    await expect(client.append('log.txt', Buffer.from('x'), { position: 1 })).rejects.toMatchObject({
      status: 409,
      code: 'PositionNotEqualToLength',
    });
    // The same connection goes on, although nobody has read that body.
    expect((await client.get('log.txt')).content.toString()).toBe('one two');
  });

  test('a symlink', async () => {
    for (const [index, name] of NAMES.entries()) {
      await client.put(name, picture);
      await client.putSymlink(`link ${index}.png`, name, { meta: { author: 'lin' } });
      expect((await client.getSymlink(`link ${index}.png`)).targetName).toBe(name);
      expect((await client.get(`link ${index}.png`)).content).toEqual(picture);
    }
    const { meta, res } = await client.head('link 0.png');
    expect([meta, res.headers['x-oss-object-type']]).toEqual([{ author: 'lin' }, 'Symlink']);
    const small = await client.get('link 0.png', { process: 'image/resize,w_20' });
    expect(await sizeOf(small.content)).toMatchObject({ width: 20 });
    await client.delete(NAMES[0] ?? '');
    await expect(client.get('link 0.png')).rejects.toMatchObject({ status: 404, code: 'SymlinkTargetNotExist' });
    await expect(client.getSymlink('photo.png')).rejects.toMatchObject({ status: 400, code: 'NotSymlink' });
    await expect(client.getSymlink('missing')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
  });

  test('the ACL of an object', async () => {
    await client.put('open.png', picture);
    expect((await client.getACL('open.png')).acl).toBe('default');
    const url = `http://127.0.0.1:${server.port}/${bucket}/open.png`;
    expect((await server.follow(url)).status).toBe(403);
    await client.putACL('open.png', 'public-read');
    expect((await client.getACL('open.png')).acl).toBe('public-read');
    expect((await server.follow(url)).body).toEqual(picture);
  });

  test('signed URLs, with a chain too', async () => {
    const process = 'image/resize,w_20';
    const sign = async (name: string, queries: Readonly<Record<string, string>> = {}) => {
      if (version === 'V4') return client.signatureUrlV4('GET', 60, { queries }, name);
      return client.signatureUrl(name, { expires: 60, process: queries['x-oss-process'] });
    };
    if (place === 'IP') {
      // The client puts no bucket into such a URL, and refuses to make one of V1.
      if (version === 'V1') await expect(sign('photo.png')).rejects.toThrow('endpoint is IP');
      return;
    }
    expect((await server.follow(await sign('photo.png'))).body).toEqual(picture);
    const small = await sign('photo.png', { 'x-oss-process': process });
    expect(await sizeOf((await server.follow(small)).body)).toMatchObject({ width: 20 });
    expect((await server.follow(small.replace('w_20', 'w_21'))).status).toBe(403);
    expect((await server.follow(small.replace('w_20', 'w_21'))).body.toString()).toContain('SignatureDoesNotMatch');
    for (const name of NAMES) {
      await client.put(name, Buffer.from(name));
      expect((await server.follow(await sign(name))).body.toString()).toBe(name);
    }
  });

  test.runIf(version === 'V4' && place !== 'IP')('a signed URL that uploads, with headers of its own', async () => {
    const headers = { 'content-type': 'text/x-odd', 'cache-control': 'no-cache' };
    const url = await client.signatureUrlV4('PUT', 60, { headers }, 'put by url', ['cache-control']);
    expect((await server.follow(url, 'PUT', { ...headers, 'cache-control': 'no-store' }, 'x')).status).toBe(403);
    expect((await server.follow(url, 'PUT', headers, 'by url')).status).toBe(200);
    const { content, res } = await client.get('put by url');
    expect([content.toString(), res.headers['content-type'], res.headers['cache-control']]).toEqual([
      'by url',
      'text/x-odd',
      'no-cache',
    ]);
  });

  test('errors by their codes', async () => {
    await expect(client.get('missing')).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchKey',
      ecCode: '0026-00000001',
    });
    await expect(client.head('missing')).rejects.toMatchObject({ status: 404, code: 'NoSuchKey' });
    await expect(clientOf(place, version, { bucket: 'nobodys' }).get('k')).rejects.toMatchObject({
      status: 404,
      code: 'NoSuchBucket',
    });
    await expect(client.deleteBucket(bucket)).rejects.toMatchObject({ status: 409, code: 'BucketNotEmpty' });
    const wrong = clientOf(place, version, { bucket, secret: 'wrong' });
    await expect(wrong.get('photo.png')).rejects.toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    // The client parses the error of a HEAD from x-oss-err.
    await expect(wrong.head('photo.png')).rejects.toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  test.runIf(version === 'V4')('another region is told so', async () => {
    await expect(clientOf(place, version, { bucket, region: 'oss-cn-beijing' }).get('photo.png')).rejects.toMatchObject(
      {
        status: 400,
        code: 'InvalidArgument',
        message: 'Invalid signing region in Authorization header.',
        ecCode: '0002-00000226',
      },
    );
  });

  test('a bucket goes when it is empty', async () => {
    const name = `${bucket}-empty`;
    const other = clientOf(place, version, { bucket: name });
    await other.putBucket(name);
    expect((await other.deleteBucket(name)).res.status).toBe(204);
    await expect(other.getBucketInfo(name)).rejects.toMatchObject({ code: 'NoSuchBucket' });
  });
});
