/** Pictures through the whole API: what is answered in front, what comes out of the workers, and every refusal. */
import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { jpeg, noisy, png } from '../../pictures.js';
import { pngBomb } from '../../process/formats/headers.js';
import { md5, ossRequest } from '../request.js';
import { element, type Reply, refusal, useService } from '../service.js';

const service = useService();
let photo: Buffer;

beforeAll(async () => {
  photo = await jpeg(noisy(120, 80));
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'shut');
  const headers = {
    'content-type': 'text/plain',
    'cache-control': 'max-age=60',
    'content-encoding': 'identity',
    'x-oss-meta-author': 'me',
  };
  await service.owner('PUT', 'pics/photo.jpg', { body: photo, headers });
  await service.owner('PUT', 'shut/photo.jpg', { body: photo });
  const files: Readonly<Record<string, string | Buffer>> = {
    'empty.jpg': '',
    'text.jpg': 'this is no picture, whatever its name says',
    'cut.jpg': photo.subarray(0, Math.floor(photo.length / 2)),
    'header-only.jpg': photo.subarray(0, 300),
    'bomb.png': pngBomb(),
    'large.jpg': Buffer.concat([photo, Buffer.alloc(21 * 1024 * 1024)]),
    'large.txt': Buffer.alloc(21 * 1024 * 1024, 'x'),
  };
  for (const [key, body] of Object.entries(files)) await service.owner('PUT', `pics/${key}`, { body });
});

const get = (chain: string, key = 'photo.jpg', headers: Record<string, string> = {}, method = 'GET'): Promise<Reply> =>
  service.ask({ method, path: `/pics/${key}`, query: `x-oss-process=${encodeURIComponent(chain)}`, headers });

describe('a picture', () => {
  test('comes back processed, with headers of its own', async () => {
    const reply = await get('image/resize,w_60');
    expect(reply.status).toBe(200);
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 60, height: 40 });
    expect(reply.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(reply.bytes.length),
      'accept-ranges': 'bytes',
      'cache-control': 'max-age=60',
      'x-oss-meta-author': 'me',
      'x-oss-object-type': 'Normal',
      'x-oss-storage-class': 'Standard',
    });
  });

  test('never carries what speaks of the stored bytes', async () => {
    const source = await service.ask({ path: '/pics/photo.jpg' });
    const reply = await get('image/resize,w_60');
    expect(reply.headers.etag).not.toBe(source.headers.etag);
    expect(reply.headers['last-modified']).toBe(source.headers['last-modified']);
    for (const name of ['x-oss-hash-crc64ecma', 'content-md5', 'content-encoding']) {
      expect(reply.headers[name]).toBeUndefined();
    }
  });

  test('the slashes and commas of a chain may be written as they are', async () => {
    const raw = await service.ask({ path: '/pics/photo.jpg', query: 'x-oss-process=image/resize,w_60' });
    expect(raw.bytes.equals((await get('image/resize,w_60')).bytes)).toBe(true);
  });

  test('the chain may be a header; the query wins; the name is case-sensitive', async () => {
    const headers = { 'x-oss-process': 'image/resize,w_30' };
    const byHeader = await service.ask({ path: '/pics/photo.jpg', headers });
    expect(await sharp(byHeader.bytes).metadata()).toMatchObject({ width: 30 });
    const both = await service.ask({ path: '/pics/photo.jpg', headers, query: 'x-oss-process=image/resize,w_60' });
    expect(await sharp(both.bytes).metadata()).toMatchObject({ width: 60 });
    const otherCase = await service.ask({ path: '/pics/photo.jpg', query: 'X-Oss-Process=image/resize,w_60' });
    expect(otherCase.bytes.equals(photo)).toBe(true);
  });

  test('with another format comes another type', async () => {
    const reply = await get('image/format,png');
    expect(reply.headers['content-type']).toBe('image/png');
    expect(await sharp(reply.bytes).metadata()).toMatchObject({ format: 'png', width: 120, height: 80 });
  });

  test('larger than a megabyte, whole and in part', async () => {
    await service.owner('PUT', 'pics/noise.png', { body: await png(noisy(800, 700)) });
    const reply = await get('image/format,png', 'noise.png');
    expect(reply.bytes.length).toBeGreaterThan(1024 * 1024);
    expect(reply.headers['content-length']).toBe(String(reply.bytes.length));
    const part = await get('image/format,png', 'noise.png', { range: 'bytes=1000-1999' });
    expect(part.bytes.equals(reply.bytes.subarray(1000, 2000))).toBe(true);
    const head = await get('image/format,png', 'noise.png', {}, 'HEAD');
    expect(head.headers['content-length']).toBe(reply.headers['content-length']);
    expect(await readdir(service.scratch)).toEqual([]);
  });

  test('HEAD answers as GET, without the body', async () => {
    const head = await get('image/resize,w_60', 'photo.jpg', {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.bytes).toHaveLength(0);
    // A HEAD of what is kept has nothing that could be timed.
    const { 'server-timing': _, ...headers } = (await get('image/resize,w_60')).headers;
    expect(head.headers).toEqual(headers);
  });

  test('a range of the produced bytes', async () => {
    const whole = await get('image/resize,w_60');
    const part = await get('image/resize,w_60', 'photo.jpg', { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers['content-range']).toBe(`bytes 10-19/${whole.bytes.length}`);
    expect(part.headers['content-length']).toBe('10');
    expect(part.bytes.equals(whole.bytes.subarray(10, 20))).toBe(true);
  });

  test('its facts are kept with the object after the first request', async () => {
    await service.owner('PUT', 'pics/fresh.jpg', { body: photo });
    await get('image/info', 'fresh.jpg');
    await expect
      .poll(async () => (await service.store.head('pics', 'fresh.jpg')).object?.facts)
      .toContain('"format":"jpg","width":120,"height":80');
    expect((await get('image/info', 'fresh.jpg')).status).toBe(200);
  });
});

describe('info', () => {
  test('is answered in front, as plain application/json', async () => {
    const before = service.services.workers.stats().jobs.done;
    const reply = await get('image/info');
    expect(reply.headers['content-type']).toBe('application/json');
    expect(JSON.parse(reply.text)).toEqual({
      FileSize: { value: String(photo.length) },
      Format: { value: 'jpg' },
      ImageHeight: { value: '80' },
      ImageWidth: { value: '120' },
    });
    expect(service.services.workers.stats().jobs.done).toBe(before);
  });
});

describe('validators', () => {
  test('the ETag changes with the chain and with the source, and with nothing else', async () => {
    const etag = async (chain: string, key?: string) => String((await get(chain, key)).headers.etag);
    const first = await etag('image/resize,w_60');
    expect(first).toMatch(/^"[0-9A-F]{32}"$/);
    expect(await etag('image/resize,w_60')).toBe(first);
    expect(await etag('image/resize,w_61')).not.toBe(first);
    await service.owner('PUT', 'pics/changing.jpg', { body: photo });
    const before = await etag('image/resize,w_60', 'changing.jpg');
    await service.owner('PUT', 'pics/changing.jpg', { body: photo });
    expect(await etag('image/resize,w_60', 'changing.jpg')).not.toBe(before);
  });

  test('304 and 412 before any worker', async () => {
    const { headers } = await get('image/resize,w_60');
    const before = service.services.workers.stats().jobs.done;
    const same = await get('image/resize,w_60', 'photo.jpg', { 'if-none-match': String(headers.etag) });
    expect(same).toMatchObject({ status: 304, text: '' });
    expect(same.headers).toEqual({
      etag: headers.etag,
      'last-modified': headers['last-modified'],
      'cache-control': 'max-age=60',
      'x-oss-object-type': 'Normal',
      'x-oss-storage-class': 'Standard',
    });
    expect(
      (await get('image/resize,w_60', 'photo.jpg', { 'if-modified-since': String(headers['last-modified']) })).status,
    ).toBe(304);
    expect((await get('image/resize,w_60', 'photo.jpg', { 'if-match': `"${md5(photo).toUpperCase()}"` })).status).toBe(
      412,
    );
    expect(service.services.workers.stats().jobs.done).toBe(before);
  });

  test("the source's own ETag does not match a result", async () => {
    const reply = await get('image/resize,w_60', 'photo.jpg', { 'if-none-match': `"${md5(photo).toUpperCase()}"` });
    expect(reply.status).toBe(200);
  });
});

describe('refusals of a chain', () => {
  test.each([
    [
      'image/resize,w_0',
      '400 InvalidArgument (0040-00000312): The value: 0 of parameter: w is invalid. Allowed: an integer from 1 to 4096.',
    ],
    [
      'image/resize,w_abc',
      '400 InvalidArgument (0040-00000312): The value: abc of parameter: w is invalid. Allowed: an integer from 1 to 4096.',
    ],
    [
      'image/resize,w_4097',
      '400 InvalidArgument (0040-00000312): The value: 4097 of parameter: w is invalid. Allowed: an integer from 1 to 4096.',
    ],
    [
      '',
      '400 InvalidRequest (0040-00000212): The value of x-oss-process is empty. Allowed: image/ACTION,PARAMETER_VALUE….',
    ],
    ['style/none', '404 NoSuchStyle: The specified style does not exist.'],
  ])('%j', async (chain, answer) => {
    expect(refusal(await get(chain))).toBe(answer);
  });

  test.each([
    ['image/resize,', '400 MissingArgument (0040-00000322)'],
    ['image/resize', '400 MissingArgument (0040-00000322)'],
    ['image/', '400 InvalidArgument (0040-00000212)'],
    ['image/slim,1', '400 InvalidArgument (0040-00000213)'],
    ['resize,w_60', '400 InvalidArgument'],
    ['style/a b', '400 InvalidArgument'],
    ['style/a|sys/saveas,o_eA', '400 InvalidArgument'],
    ['image/resize,w_60|sys/saveas,o_eA', '400 InvalidArgument'],
    ['image/info/resize,w_60', '400 InvalidArgument'],
    ['video/snapshot,t_0,f_gif', '400 InvalidArgument'],
    ['image/a|image/b|image/c|image/d|image/e|image/f|image/g', '400 TooManyPipe'],
  ])('%s', async (chain, beginning) => {
    expect(refusal(await get(chain))).toMatch(new RegExp(`^${beginning.replace(/[()]/g, '\\$&')}`));
  });

  test('a value of any length is shown cut', async () => {
    const reply = await get(`image/resize,w_${'9'.repeat(5000)}`);
    expect(reply.status).toBe(400);
    expect(reply.text.length).toBeLessThan(1000);
  });

  test('names the parameter and the value', async () => {
    const reply = await get('image/resize,w_0');
    expect(element(reply.text, 'ArgumentName')).toBe('w');
    expect(element(reply.text, 'ArgumentValue')).toBe('0');
  });
});

describe('refusals of a source', () => {
  test.each([
    ['missing.jpg', '404 NoSuchKey (0040-00000024): The specified key does not exist.'],
    ['empty.jpg', '400 BadRequest (0040-00000005): This image format is not supported.'],
    ['text.jpg', '400 BadRequest (0040-00000005): This image format is not supported.'],
    ['large.jpg', `400 ImageTooLarge (0040-00000001): The source has ${22020096} bytes; at most 20971520 are allowed.`],
    ['large.txt', '400 ImageTooLarge (0040-00000001): The source has 22020096 bytes; at most 20971520 are allowed.'],
    ['bomb.png', '400 ImageTooLarge (0040-00000009): The source is 786464x32; a side may be at most 30000 pixels.'],
  ])('%s', async (key, answer) => {
    const expected = key === 'large.jpg' ? answer.replace('22020096', String(photo.length + 21 * 1024 * 1024)) : answer;
    expect(refusal(await get('image/resize,w_60', key))).toBe(expected);
    expect(refusal(await get('image/info', key))).toBe(expected);
  });

  test.each(['cut.jpg', 'header-only.jpg'])('%s is damaged: 400, in a worker or before', async (key) => {
    const reply = await get('image/resize,w_60', key);
    expect(reply.status).toBe(400);
    expect(element(reply.text, 'Code')).toBe('BadRequest');
  });

  test('on an IMG domain a missing file is NoSuchFile', async () => {
    const ask = { host: 'pics.img-cn-hangzhou.aliyuncs.com', path: '/missing.jpg', query: 'x-oss-process=image/info' };
    expect(refusal(await service.ask(ask))).toBe('404 NoSuchFile (0040-00000024): The specified file does not exist.');
  });

  test('a private picture is processed for its owner alone', async () => {
    const query = 'x-oss-process=image/resize,w_60';
    expect((await service.owner('GET', 'shut/photo.jpg', { query })).status).toBe(200);
    const no = '403 AccessDenied (0003-00000001): You have no right to access this object because of bucket acl.';
    expect(refusal(await service.ask({ path: '/shut/photo.jpg', query }))).toBe(no);
    expect(refusal(await service.ask({ path: '/shut/missing.jpg', query }))).toBe(no);
    expect(refusal(await service.stranger('GET', 'shut/photo.jpg', { query }))).toBe(no);
  });

  test('response-* overrides are for signed requests, and then hold for a result too', async () => {
    const query = 'x-oss-process=image/resize,w_60&response-content-disposition=attachment';
    expect((await service.ask({ path: '/pics/photo.jpg', query })).status).toBe(400);
    const reply = await service.owner('GET', 'pics/photo.jpg', { query });
    expect(reply.headers).toMatchObject({ 'content-disposition': 'attachment', 'content-type': 'image/jpeg' });
  });

  test('a client that left is no failure of the server', async () => {
    const signal = AbortSignal.abort(new Error('the client left'));
    const request = ossRequest({ path: '/pics/photo.jpg', query: 'x-oss-process=image/resize,w_13', signal });
    await expect(service.handler(request)).rejects.toBe(signal.reason);
  });
});

describe('Server-Timing', () => {
  test('a render says how long it waited and took; what was kept, that it was', async () => {
    const first = await get('image/resize,w_71');
    expect(first.headers['server-timing']).toMatch(/^cache;desc=miss, queue;dur=\d+\.\d, render;dur=\d+\.\d$/);
    for (let n = 0; n < 3; n++)
      expect((await get('image/resize,w_71')).headers['server-timing']).toBe('cache;desc=hit');
    const part = await get('image/resize,w_71', 'photo.jpg', { range: 'bytes=0-9' });
    expect(part).toMatchObject({ status: 206, headers: { 'server-timing': 'cache;desc=hit' } });
  });

  test('one of two who asked at once has the render of the other', async () => {
    const replies = await Promise.all([get('image/resize,w_72'), get('image/resize,w_72')]);
    const caches = replies.map(({ headers }) => headers['server-timing']?.split(',')[0]);
    expect(caches.sort()).toEqual(['cache;desc=miss', 'cache;desc=shared']);
  });

  test('an original, a report of the header, a 304 and a refusal have none', async () => {
    const { etag = '' } = (await get('image/resize,w_71')).headers;
    const replies = [
      await service.ask({ path: '/pics/photo.jpg' }),
      await get('image/info'),
      await get('image/resize,w_71', 'photo.jpg', { 'if-none-match': etag }),
      await get('image/resize,w_0'),
    ];
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 304, 400]);
    for (const { headers } of replies) expect(headers).not.toHaveProperty('server-timing');
  });

  test('pages of other origins are not told, and it can be left out', async () => {
    const { headers } = await get('image/resize,w_71', 'photo.jpg', { origin: 'https://page.example' });
    expect(headers).not.toHaveProperty('timing-allow-origin');
    Object.assign(service.services.settings, { serverTiming: false });
    const silent = await get('image/resize,w_73').finally(() =>
      Object.assign(service.services.settings, { serverTiming: true }),
    );
    expect(silent.headers).not.toHaveProperty('server-timing');
  });
});
