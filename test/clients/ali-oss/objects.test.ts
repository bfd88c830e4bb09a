/** Objects through ali-oss: put, get, head, copy, delete, append, ACL. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type OSS from 'ali-oss';
import { beforeAll, describe, expect, test } from 'vitest';
import { NAMES, PICTURE, sizeOf, useClients, WAYS } from './ways.js';

const clients = useClients();

describe.each(WAYS)('$place, $version', (way) => {
  const bucket = clients.bucket(way);
  let client: OSS;

  beforeAll(async () => {
    client = await clients.ready(way);
  });

  test('put and get: a buffer, a file, a stream', async () => {
    expect((await client.get('photo.png')).content).toEqual(PICTURE);
    const path = join(clients.server.directory, `${bucket}.png`);
    await writeFile(path, PICTURE);
    await client.put('from-file.png', path);
    await client.put('from-stream.png', Readable.from([PICTURE.subarray(0, 100), PICTURE.subarray(100)]));
    await client.putStream('with-length.png', Readable.from([PICTURE]), { contentLength: PICTURE.length });
    for (const name of ['from-file.png', 'from-stream.png', 'with-length.png']) {
      expect(await buffer((await client.getStream(name)).stream)).toEqual(PICTURE);
    }
    const copy = join(clients.server.directory, `${bucket}-copy.png`);
    await client.get('from-file.png', copy);
    expect(await readFile(copy)).toEqual(PICTURE);
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

  test('head and meta', async () => {
    const { status, meta, res } = await client.head('photo.png');
    expect([status, meta]).toEqual([200, { author: 'ann' }]);
    expect(res.headers).toMatchObject({
      'content-length': String(PICTURE.length),
      'content-type': 'image/png',
      'cache-control': 'max-age=60',
      'x-oss-object-type': 'Normal',
    });
    expect((await client.getObjectMeta('photo.png')).res.headers['content-length']).toBe(String(PICTURE.length));
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

  test('the ACL of an object', async () => {
    await client.put('open.png', PICTURE);
    expect((await client.getACL('open.png')).acl).toBe('default');
    const url = `http://127.0.0.1:${clients.server.port}/${bucket}/open.png`;
    expect((await clients.server.follow(url)).status).toBe(403);
    await client.putACL('open.png', 'public-read');
    expect((await client.getACL('open.png')).acl).toBe('public-read');
    expect((await clients.server.follow(url)).body).toEqual(PICTURE);
  });

  test('a symlink', async () => {
    for (const [index, name] of NAMES.entries()) {
      await client.put(name, PICTURE);
      await client.putSymlink(`link ${index}.png`, name, { meta: { author: 'lin' } });
      expect((await client.getSymlink(`link ${index}.png`)).targetName).toBe(name);
      expect((await client.get(`link ${index}.png`)).content).toEqual(PICTURE);
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
});
