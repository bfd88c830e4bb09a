/** The old syntax in the key: where it is understood, and what is answered. What it means: test/process/legacy.test.ts. */
import { beforeAll, describe, expect, test } from 'vitest';
import { oldSplit } from '#src/oss/picture/old-syntax.js';
import { lastSplit } from '#src/oss/picture/separators.js';
import { MAKERS } from '../../guide/pictures.js';
import { sourceOf } from '../../pictures.js';
import { presigned, signed } from '../request.js';
import { signedEachWay } from '../request-v4.js';
import { type Reply, refusal, untimed, useService } from '../service.js';

describe('a key is taken apart', () => {
  test.each([
    ['a.jpg@100w', ['a.jpg', '100w']],
    ['a@2x.jpg@100w.png', ['a@2x.jpg', '100w.png']],
    ['dir/a@.jpg', ['dir/a', '.jpg']],
    ['a@!s', undefined],
    ['a@!s@100w', ['a@!s', '100w']],
    ['a@', undefined],
    ['@100w', undefined],
    ['a', undefined],
  ])('%s', (key, parts) => {
    expect(oldSplit(key)).toEqual(parts && { key: parts[0], text: parts[1] });
    if (parts === undefined && key.includes('@!')) expect(lastSplit(key)).toBeDefined();
  });
});

const service = useService();
const IMG = 'pics.img-cn-hangzhou.aliyuncs.com';
const OSS = 'pics.oss-cn-hangzhou.aliyuncs.com';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'shut');
  const lying = await MAKERS['f.jpg']();
  for (const key of ['f.jpg', 'a@b.jpg', 'logo@2x.png', '猫/f.jpg']) {
    await service.owner('PUT', `pics/${key}`, { body: lying });
  }
  await service.owner('PUT', 'pics/panda.png', { body: await MAKERS['panda.png']() });
  await service.owner('PUT', 'pics/text.txt', { body: 'text' });
  await service.owner('PUT', 'shut/f.jpg', { body: lying });
  const styles = { small: '100w.png', marked: '50w|90r', today: 'image/resize,w_30', wrong: 'csdar5324' };
  for (const [name, content] of Object.entries(styles)) {
    await service.store.styles.put('pics', { name, content, category: 'image', most: 50 });
  }
});

const get = (key: string, host = IMG, query = '') => service.ask({ host, path: `/${key}`, query });
/** Size and format of a picture, or what is wrong. */
function seen(reply: Reply): string {
  if (reply.status !== 200) return refusal(reply).split(':')[0] ?? '';
  const { width, height, format } = sourceOf(reply.bytes).facts;
  return `${width}x${height} ${format}`;
}

describe('on an IMG domain', () => {
  test.each([
    ['f.jpg@100w', '100x79 jpg'],
    ['f.jpg@100w_1o', '79x100 jpg'],
    ['f.jpg@100w_2o', '100x127 jpg'],
    ['f.jpg%40100w', '100x79 jpg'],
    ['f.jpg@100w.png', '100x79 png'],
    ['f.jpg@100w_100h_1e_1c.webp', '100x100 webp'],
    ['f.jpg@100w%7C90r', '79x100 jpg'],
    ['f.jpg@100w|90r', '79x100 jpg'],
    ['%E7%8C%AB/f.jpg@100w', '100x79 jpg'],
    ['a@b.jpg@100w', '100x79 jpg'],
    ['a@b.jpg', '424x333 jpg'],
    ['logo@2x.png', '424x333 jpg'],
    ['panda.png@50w', '50x50 jpg'],
    [`f.jpg@200w|watermark=1&object=${Buffer.from('panda.png@30P').toString('base64')}&t=50&p=1`, '200x157 jpg'],
    [`f.jpg@watermark=2&text=${Buffer.from('Hello').toString('base64')}&size=20.png`, '424x333 png'],
    ['f.jpg@!small', '100x79 png'],
    ['f.jpg@!marked', '39x50 jpg'],
    ['f.jpg@!today', '30x38 jpg'],
    ['f.jpg@!wrong', '400 InvalidArgument (0040-00000201)'],
    ['f.jpg@!none', '404 NoSuchStyle'],
    ['f.jpg@0w', '400 InvalidArgument (0040-00000336)'],
    ['f.jpg@abc', '400 InvalidArgument (0040-00000201)'],
    ['f.jpg@1|2|3|4|5', '400 TooManyPipe (0040-00000211)'],
    ['f.jpg@500-0-10-10a', '400 BadRequest'],
    ['f.jpg@', '404 NoSuchFile (0026-00000001)'],
    ['text.txt@100w', '400 BadRequest (0040-00000005)'],
    ['none.jpg@100w', '404 NoSuchFile (0040-00000024)'],
    ['none.jpg@0w', '400 InvalidArgument (0040-00000336)'],
    [`f.jpg@watermark=1&object=${Buffer.from('gone.png').toString('base64')}`, '400 WatermarkError'],
    ['panda.png@exif', '400 BadRequest'],
  ])('%s: %s', async (key, answer) => {
    expect(seen(await get(key))).toBe(answer);
  });

  test('HEAD, conditions and ranges work as for any result', async () => {
    const whole = await get('f.jpg@100w');
    expect(whole.note).toMatchObject({ action: 'ProcessObject' });
    const head = await service.ask({ method: 'HEAD', host: IMG, path: '/f.jpg@100w' });
    expect([head.status, head.headers]).toEqual([200, untimed(whole.headers)]);
    const headers = { 'if-none-match': String(whole.headers.etag) };
    expect((await service.ask({ host: IMG, path: '/f.jpg@100w', headers })).status).toBe(304);
    const range = { range: 'bytes=0-9' };
    expect((await service.ask({ host: IMG, path: '/f.jpg@100w', headers: range })).bytes).toHaveLength(10);
  });

  test('an old URL and its new form are one result', async () => {
    const old = await get('f.jpg@100w_90q.jpg');
    const today = await get(
      'f.jpg',
      IMG,
      'x-oss-process=image/auto-orient,0/resize,w_100,limit_0/quality,q_90/format,jpg,black',
    );
    expect([today.headers.etag, today.bytes.equals(old.bytes)]).toEqual([old.headers.etag, true]);
  });

  test('both syntaxes are understood, and what the query says goes first', async () => {
    expect(seen(await get('f.jpg', IMG, 'x-oss-process=image/resize,w_50'))).toBe('50x64 jpg');
    expect(seen(await get('f.jpg@100w', IMG, 'x-oss-process=image/resize,w_50'))).toBe('50x64 jpg');
    expect(seen(await get('f.jpg@100w', IMG, 'x-oss-process=style/small'))).toBe('100x79 png');
  });

  test('information is JSON', async () => {
    for (const word of ['info', 'exif', 'infoexif', 'imageAve']) {
      const reply = await get(`f.jpg@${word}`);
      expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json']);
      const { Orientation: turned, RGB: average } = JSON.parse(reply.text);
      expect([word, turned?.value, typeof average]).toEqual([
        word,
        word === 'exif' || word === 'infoexif' ? '7' : undefined,
        word === 'imageAve' ? 'string' : 'undefined',
      ]);
    }
  });

  test('a missing bucket is a missing channel; answers and errors have the id under the old name', async () => {
    const missing = await service.ask({ host: 'nowhere.img-cn-hangzhou.aliyuncs.com', path: '/f.jpg@100w' });
    expect(refusal(missing)).toMatch(/^404 NoSuchChannel \(0015-00000101\): The specified channel/);
    for (const reply of [missing, await get('f.jpg'), await get('f.jpg@0w')]) {
      expect(reply.headers['x-img-request-id']).toBe('5C3D9175B6FC201293AD4890');
    }
    expect((await get('f.jpg', OSS)).headers).not.toHaveProperty('x-img-request-id');
    expect(refusal(await service.ask({ path: '/nowhere/f.jpg' }))).toMatch(/^404 NoSuchBucket/);
  });

  test('the host may name the bucket in the path', async () => {
    const reply = await service.ask({ host: 'img-cn-hangzhou.aliyuncs.com', path: '/pics/f.jpg@100w' });
    expect(seen(reply)).toBe('100x79 jpg');
  });

  test('writing, deleting and what describes an object take the key as it is', async () => {
    const put = signed({ method: 'PUT', host: IMG, path: '/new.jpg@100w', body: 'x' }, '/pics/new.jpg@100w');
    expect((await service.ask(put)).status).toBe(200);
    expect((await get('new.jpg@100w')).text).toBe('x');
    expect((await service.owner('DELETE', 'pics/f.jpg@100w')).status).toBe(204);
    expect((await get('f.jpg')).status).toBe(200);
    expect((await service.owner('GET', 'pics/f.jpg@100w', { query: 'acl' })).status).toBe(404);
  });

  test('is signed as it stands in the URL', async () => {
    const ask = { host: 'shut.img-cn-hangzhou.aliyuncs.com', path: '/f.jpg@100w' };
    const resource = '/shut/f.jpg@100w';
    const expires = Math.floor(Date.now() / 1000) + 60;
    for (const right of signedEachWay(ask, resource)) {
      expect(seen(await service.ask(right))).toBe('100x79 jpg');
    }
    expect(seen(await service.ask(presigned(ask, '/shut/f.jpg', expires)))).toMatch(/^403 SignatureDoesNotMatch/);
    for (const path of ['/f.jpg@100w', '/none.jpg@100w', '/f.jpg@0w', '/f.jpg@info']) {
      expect(seen(await service.ask({ ...ask, path }))).toBe('403 AccessDenied (0003-00000001)');
    }
  });
});

describe('on an OSS domain', () => {
  const allow = (oldSyntaxOnOss: boolean) =>
    service.store.setProcessConfiguration('pics', {
      domains: 'all',
      protectedSuffixes: [],
      delimiters: [],
      oldSyntaxOnOss,
    });

  test('an @ is a letter like any other', async () => {
    expect(seen(await get('f.jpg@100w', OSS))).toBe('404 NoSuchKey (0026-00000001)');
    expect(seen(await get('f.jpg@0w', OSS))).toBe('404 NoSuchKey (0026-00000001)');
    expect(seen(await get('f.jpg@info', OSS))).toBe('404 NoSuchKey (0026-00000001)');
  });

  test('a style in the old syntax works all the same', async () => {
    expect(seen(await get('f.jpg@!small', OSS))).toBe('100x79 png');
    expect(seen(await get('f.jpg', OSS, 'x-oss-process=style/marked'))).toBe('39x50 jpg');
    expect(seen(await get('f.jpg', OSS, 'x-oss-process=style/wrong'))).toBe('400 InvalidArgument (0040-00000201)');
  });

  test('a bucket can allow it', async () => {
    await allow(true);
    expect(seen(await get('f.jpg@100w', OSS))).toBe('100x79 jpg');
    expect(seen(await service.ask({ path: '/pics/f.jpg@100w_2o.png' }))).toBe('100x127 png');
    expect(seen(await get('none.jpg@100w', OSS))).toBe('404 NoSuchKey (0040-00000024)');
    await allow(false);
    expect(seen(await get('f.jpg@100w', OSS))).toBe('404 NoSuchKey (0026-00000001)');
  });
});
