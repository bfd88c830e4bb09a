/** POST with x-oss-process: what comes back, what is kept, and who may. */
import { readdir, readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { base64Of } from '#src/process/base64.js';
import { jpeg, photo } from '../../pictures.js';
import { Disk } from '../../store/disk.js';
import { md5 } from '../request.js';
import { type Reply, refusal, useService } from '../service.js';

const service = useService();
const QUERY = 'x-oss-process';
/** A key whose base64 has digits of both alphabets. */
const ODD = '目录/>>>???~~.jpg';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'saved');
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.stranger('PUT', 'bobs');
  const headers = { 'content-type': 'image/jpeg', 'cache-control': 'max-age=60', 'x-oss-meta-author': 'ann' };
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(240, 160)), headers });
  await service.owner('PUT', 'pics/text.jpg', { body: 'no picture' });
  await service.owner('PUT', 'saved/photo.jpg', { body: await jpeg(photo(240, 160)) });
});

const saveas = (key: string, bucket?: string) =>
  `sys/saveas,o_${base64Of(key)}${bucket === undefined ? '' : `,b_${base64Of(bucket)}`}`;
const post = (process: string, source = 'pics/photo.jpg', headers: Record<string, string> = {}) =>
  service.owner('POST', source, { query: QUERY, body: `x-oss-process=${process}`, headers });
const get = async (chain: string) =>
  (await service.ask({ path: '/pics/photo.jpg', query: `x-oss-process=${encodeURIComponent(chain)}` })).bytes;
const jobs = (): number => Object.values(service.services.workers.stats().jobs).reduce((sum, count) => sum + count, 0);

/** Pictures under a directory that this process has open; the database beside them stays open. */
async function openFiles(directory: string): Promise<string[]> {
  const all = (await readdir('/proc/self/fd')).map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => ''));
  return (await Promise.all(all)).filter((path) => path.startsWith(directory) && !/\.db(-|$)/.test(path));
}

describe('without saveas', () => {
  test('the result is the answer', async () => {
    const reply = await post('image/resize,w_60/format,png');
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({ 'content-type': 'image/png', 'content-length': String(reply.bytes.length) });
    expect(reply.bytes.equals(await get('image/resize,w_60/format,png'))).toBe(true);
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ format: 'png', width: 60, height: 40 });
  });

  test('a large one too, and a report', async () => {
    const large = await post('image/resize,w_2000,limit_0/format,png');
    expect(large.bytes.length).toBeGreaterThan(1 << 20);
    expect(large.bytes.length).toBe(Number(large.headers['content-length']));
    const info = await post('image/info');
    expect(info.headers['content-type']).toBe('application/json');
    expect(JSON.parse(info.text)).toMatchObject({ ImageWidth: { value: '240' } });
  });
});

describe('sys/saveas', () => {
  test('answers what SDKs compare, and keeps what a GET answers', async () => {
    const reply = await post(`image/resize,w_60|${saveas('small/photo.jpg', 'saved')}`);
    const made = await get('image/resize,w_60');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(reply.text).toBe(
      `{\n    "bucket": "saved",\n    "fileSize": ${made.length},\n    "object": "small/photo.jpg",\n    "status": "OK"\n}`,
    );
    expect(reply.note).toMatchObject({ action: 'PostProcess', bucket: 'pics', saved: 'saved/small/photo.jpg' });
    const kept = await service.owner('GET', 'saved/small/photo.jpg');
    expect(kept.bytes.equals(made)).toBe(true);
    expect(kept.headers).toMatchObject({
      'content-type': 'image/jpeg',
      etag: `"${md5(made).toUpperCase()}"`,
      'x-oss-object-type': 'Normal',
      'x-oss-storage-class': 'Standard',
    });
    // Of the source, not of what was made from it.
    expect(kept.headers['cache-control']).toBeUndefined();
    expect(kept.headers['x-oss-meta-author']).toBeUndefined();
  });

  test('without b_ it is the bucket of the source, and the answer names none', async () => {
    const reply = await post(`image/resize,w_50|${saveas('beside.jpg')}`);
    expect(JSON.parse(reply.text)).toMatchObject({ bucket: '', object: 'beside.jpg', status: 'OK' });
    expect((await service.owner('HEAD', 'pics/beside.jpg')).status).toBe(200);
    expect((await service.owner('HEAD', 'saved/beside.jpg')).status).toBe(404);
  });

  test.each([
    ['webp', 'image/webp'],
    ['png', 'image/png'],
    ['bmp', 'image/bmp'],
  ])('%s: the type of the object is that of the result', async (format, type) => {
    await post(`image/resize,w_20/format,${format}|${saveas('typed.jpg', 'saved')}`);
    expect((await service.owner('HEAD', 'saved/typed.jpg')).headers['content-type']).toBe(type);
  });

  test('a large result, which travels as a file; nothing of it is left behind', async () => {
    const reply = await post(`image/resize,w_2000,limit_0/format,png|${saveas('large.png', 'saved')}`);
    expect(JSON.parse(reply.text).fileSize).toBeGreaterThan(1 << 20);
    const kept = await service.owner('GET', 'saved/large.png');
    expect(kept.bytes.equals(await get('image/resize,w_2000,limit_0/format,png'))).toBe(true);
    expect(await readdir(service.scratch)).toEqual([]);
  });

  test('a kept file that the disk does not give: our failure, not a short body of the client', async () => {
    const chain = 'image/resize,w_2000,limit_0/format,png';
    await get(chain);
    const disk = Disk.watch();
    try {
      disk.fail('read', 'EIO');
      const reply = await post(`${chain}|${saveas('unread.png', 'saved')}`);
      expect([reply.status, refusal(reply)]).toEqual([500, expect.stringContaining('InternalError')]);
    } finally {
      disk.restore();
    }
    expect((await service.owner('HEAD', 'saved/unread.png')).status).toBe(404);
    expect((await post(`${chain}|${saveas('unread.png', 'saved')}`)).status).toBe(200);
  });

  test('replaces what was there, onto the source as well', async () => {
    const before = (await service.owner('HEAD', 'saved/photo.jpg')).headers.etag;
    expect((await post(`image/resize,w_30|${saveas('photo.jpg')}`, 'saved/photo.jpg')).status).toBe(200);
    const after = await service.owner('GET', 'saved/photo.jpg');
    expect(after.headers.etag).not.toBe(before);
    expect(await sharp(after.bytes).metadata()).toMatchObject({ width: 30 });
  });

  test('the object has the ACL of its bucket, or the one that is asked for', async () => {
    await post(`image/resize,w_30|${saveas('open.jpg', 'pics')}`);
    expect((await service.ask({ path: '/pics/open.jpg' })).status).toBe(200);
    await post(`image/resize,w_30|${saveas('shut.jpg', 'pics')}`, 'pics/photo.jpg', { 'x-oss-object-acl': 'private' });
    expect((await service.ask({ path: '/pics/shut.jpg' })).status).toBe(403);
  });

  test('x-oss-forbid-overwrite is heard, and then no file stays open', async () => {
    const headers = { 'x-oss-forbid-overwrite': 'true' };
    const chain = 'image/resize,w_2000,limit_0/format,png';
    const reply = await post(`${chain}|${saveas('photo.jpg')}`, 'pics/photo.jpg', headers);
    expect([reply.status, refusal(reply)]).toEqual([409, expect.stringContaining('FileAlreadyExists')]);
    await expect.poll(() => openFiles(dirname(service.scratch))).toEqual([]);
  });

  test('a client that leaves leaves nothing', async () => {
    const abort = new AbortController();
    const body = `x-oss-process=image/resize,w_1900,limit_0/rotate,5|${saveas('left.jpg', 'saved')}`;
    const asked = service.owner('POST', 'pics/photo.jpg', { query: QUERY, body, signal: abort.signal });
    await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort(new Error('left'));
    expect((await asked).status).not.toBe(200);
    expect((await service.owner('HEAD', 'saved/left.jpg')).status).toBe(404);
  });
});

describe('bodies as SDKs write them', () => {
  const standard = (text: string) => Buffer.from(text).toString('base64');
  const process = `image/resize,w_40|sys/saveas,o_${standard(ODD)},b_${standard('saved')}`;
  const raw = `x-oss-process=${process}`;

  test.each([
    ['as it is, standard base64', raw],
    ['as it is, URL-safe', `x-oss-process=image/resize,w_40|${saveas(ODD, 'saved')}`],
    ['form-encoded', `x-oss-process=${encodeURIComponent(process)}`],
    ['form-encoded among other fields', `a=b&x-oss-process=${encodeURIComponent(process)}&c=d`],
    ['with a line end', `${raw}\r\n`],
    ['unknown keys, a comma too many, o twice', `${raw.replace('o_', 'o_eA,acl_x,o_')},`],
  ])('%s', async (_, body) => {
    await service.owner('DELETE', `saved/${ODD}`);
    expect(standard(ODD)).toMatch(/[+].*[/]|[/].*[+]/);
    for (const type of [undefined, 'image/jpeg', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-md5': md5(body, 'base64'), ...(type && { 'content-type': type }) };
      const reply = await service.owner('POST', 'pics/photo.jpg', { query: QUERY, body, headers });
      expect([type, reply.status, JSON.parse(reply.text)]).toMatchObject([type, 200, { object: ODD, bucket: 'saved' }]);
    }
    expect((await service.owner('HEAD', `saved/${ODD}`)).status).toBe(200);
  });
});

describe('who may', () => {
  const body = (target: string) => `x-oss-process=image/resize,w_30|${target}`;
  const DENIED = '403 AccessDenied';

  test.each<[string, 'ask' | 'owner' | 'stranger', string, string, string]>([
    ['nobody without a name, even to read', 'ask', 'pics/photo.jpg', '', DENIED],
    ['nor into a bucket that is open to all', 'ask', 'wall/photo.jpg', saveas('x', 'wall'), DENIED],
    ['a stranger may read what is public', 'stranger', 'pics/photo.jpg', '', '200'],
    ['but not save beside it', 'stranger', 'pics/photo.jpg', saveas('x'), DENIED],
    ['into a bucket of their own', 'stranger', 'pics/photo.jpg', saveas('x', 'bobs'), '200'],
    ['into one that is open to all', 'stranger', 'pics/photo.jpg', saveas('x', 'wall'), '200'],
    ['not of what they may not read', 'stranger', 'saved/photo.jpg', saveas('x', 'bobs'), DENIED],
    ['nor learn what is there', 'stranger', 'saved/missing', saveas('x', 'bobs'), DENIED],
    ['the owner not into a bucket of somebody else', 'owner', 'pics/photo.jpg', saveas('x', 'bobs'), DENIED],
    ['nor into one that is not there', 'owner', 'pics/photo.jpg', saveas('x', 'nobodys'), '404 NoSuchBucket'],
  ])('%s', async (_, who, source, target, expected) => {
    const asked = { query: QUERY, body: target === '' ? 'x-oss-process=image/resize,w_30' : body(target) };
    const before = jobs();
    const reply: Reply =
      who === 'ask'
        ? await service.ask({ ...asked, method: 'POST', path: `/${source}` })
        : await service[who]('POST', source, asked);
    expect(reply.status === 200 ? '200' : refusal(reply)).toMatch(new RegExp(`^${expected}`));
    // Refused before a picture is made.
    if (reply.status !== 200) expect(jobs()).toBe(before);
  });

  test('an object of its own ACL is not written over, and not given one by who is no owner', async () => {
    await service.owner('PUT', 'wall/mine', { body: 'x', headers: { 'x-oss-object-acl': 'private' } });
    const into = (key: string, headers = {}) =>
      service.stranger('POST', 'pics/photo.jpg', { query: QUERY, body: body(saveas(key, 'wall')), headers });
    expect((await into('mine')).status).toBe(403);
    expect((await service.owner('GET', 'wall/mine')).text).toBe('x');
    expect((await into('new', { 'x-oss-object-acl': 'private' })).status).toBe(403);
  });

  test('rights answer before what is wrong with the body', async () => {
    for (const broken of [
      '',
      'x-oss-process=nonsense',
      `x-oss-process=image/x|${saveas('', 'x')}`,
      'x'.repeat(20_000),
    ]) {
      const reply = await service.stranger('POST', 'saved/photo.jpg', { query: QUERY, body: broken });
      expect([broken.slice(0, 40), reply.status]).toEqual([broken.slice(0, 40), 403]);
    }
  });
});

describe('what is refused', () => {
  const NAME = '400 InvalidObjectName';
  test.each([
    ['image/resize,w_0|sys/saveas,o_eA', '400 InvalidArgument'],
    ['image/resize,w_30|saveas,o_eA', '400 InvalidArgument'],
    ['image/resize,w_30|sys/saveto,o_eA', '400 InvalidArgument'],
    ['image/resize,w_30|sys/saveas,o_eA|image/rotate,90', '400 InvalidArgument'],
    ['image/resize,w_30|sys/', '400 InvalidArgument'],
    ['sys/saveas,o_eA', '400 InvalidArgument'],
    ['|sys/saveas,o_eA', '400 InvalidRequest'],
    ['', '400 InvalidRequest'],
    ['image/|sys/saveas,o_eA', '400 InvalidArgument'],
    [
      'image/rotate,1|image/rotate,2|image/rotate,3|image/rotate,4|image/rotate,5|image/rotate,6|sys/saveas,o_eA',
      '400 TooManyPipe',
    ],
    ['image/resize,w_30|sys/saveas', '400 MissingArgument: The value of o is missing'],
    ['image/resize,w_30|sys/saveas,b_c2F2ZWQ', '400 MissingArgument: The value of o is missing'],
    ['image/resize,w_30|sys/saveas,o_', NAME],
    ['image/resize,w_30|sys/saveas,o', NAME],
    ['image/resize,w_30|sys/saveas,o_@@@', '400 InvalidArgument: The value: @@@ of parameter: o is invalid'],
    [`image/resize,w_30|sys/saveas,o_${Buffer.from([0xff]).toString('base64url')}`, '400 InvalidArgument'],
    [`image/resize,w_30|${saveas('/x')}`, NAME],
    [`image/resize,w_30|${saveas('a\0b')}`, NAME],
    [`image/resize,w_30|${saveas('x'.repeat(1024))}`, NAME],
    ['image/resize,w_30|sys/saveas,o_eA,b_@', '400 InvalidArgument: The value: @ of parameter: b is invalid'],
    ['image/resize,w_30|sys/saveas,o_eA,b_', '400 InvalidBucketName'],
    ['image/resize,w_30|sys/saveas,o_eA,b', '400 InvalidBucketName'],
    [`image/resize,w_30|${saveas('x', 'NO')}`, '400 InvalidBucketName'],
    [`image/resize,w_30|${saveas('x', '../saved')}`, '400 InvalidBucketName'],
    ['image%2Fresize%', '400 InvalidArgument'],
    ['image/resize,w_30%00', '400 InvalidArgument'],
    ['style/missing|sys/saveas,o_eA', '404 NoSuchStyle'],
  ])('%s', async (process, expected) => {
    const reply = await post(process);
    expect(refusal(reply)).toContain(expected);
  });

  test('a source that is missing or no picture', async () => {
    expect(refusal(await post('image/resize,w_30|sys/saveas,o_eA', 'pics/missing'))).toMatch(
      /^404 NoSuchKey \(0040-00000024\)/,
    );
    expect(refusal(await post('image/resize,w_30|sys/saveas,o_eA', 'pics/text.jpg'))).toMatch(/^400 BadRequest/);
    expect((await service.owner('HEAD', 'pics/x')).status).toBe(404);
  });

  test.each([
    ['no field', 'image/resize,w_30', '400 InvalidRequest'],
    ['bytes that are no text', Buffer.from([0x78, 0xff]), '400 InvalidRequest'],
    ['more than 16 KB', `x-oss-process=image/resize,w_30${' '.repeat(16_384)}`, '400 EntityTooLarge'],
  ])('a body of %s', async (_, body, expected) => {
    const reply = await service.owner('POST', 'pics/photo.jpg', { query: QUERY, body });
    expect(refusal(reply)).toContain(expected);
  });

  test('a body that is not what its MD5 says', async () => {
    const headers = { 'content-md5': md5('other', 'base64') };
    expect(refusal(await post('image/resize,w_30', 'pics/photo.jpg', headers))).toContain('400 InvalidDigest');
  });

  test('saveas in a GET, which says how it is done', async () => {
    for (const chain of ['image/resize,w_30', 'style/missing', 'style/..']
      .map((one) => `${one}|sys/saveas,o_eA`)
      .concat('sys/saveas')) {
      const reply = await service.owner('GET', 'pics/photo.jpg', {
        query: `x-oss-process=${encodeURIComponent(chain)}`,
      });
      expect(refusal(reply)).toMatch(/^400 InvalidArgument: .* in the body of a POST\.$/);
    }
  });

  test('x-oss-async-process, in the words that SDKs know', async () => {
    const body = 'x-oss-async-process=video/convert,f_mp4|sys/saveas,o_eA';
    const asked = { query: 'x-oss-async-process', body };
    expect(refusal(await service.owner('POST', 'pics/photo.jpg', asked))).toMatch(
      /^400 Imm Client: ResourceNotFound, The specified resource Attachment is not found\./,
    );
    expect((await service.stranger('POST', 'saved/photo.jpg', asked)).status).toBe(403);
  });
});
