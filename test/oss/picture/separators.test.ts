/** The name of a style behind a separator in the key: how a key is read, and what is answered. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { lastSplit, splitsOf } from '#src/oss/picture/separators.js';
import { decoded, jpeg, photo } from '../../pictures.js';
import { presigned, signed } from '../request.js';
import { signedEachWay } from '../request-v4.js';
import { type Reply, refusal, untimed, useService } from '../service.js';

describe('a key is read from the right', () => {
  const ALL = ['@!', '-', '_', '/', '!'];
  const read = (key: string, separators = ALL) => splitsOf(key, separators).map(({ key, style }) => `${key}|${style}`);

  test.each([
    ['a.jpg@!s', ['a.jpg|s', 'a.jpg@|s']],
    ['a.jpg!s', ['a.jpg|s']],
    ['a-b_c', ['a-b|c', 'a|b_c']],
    ['a/b-c', ['a/b|c', 'a|b-c']],
    ['a@!b@!c', ['a@!b|c', 'a@!b@|c']],
    ['a!b/c', ['a!b|c']],
    ['@!s', ['@|s']],
    ['-s', []],
    ['a-', []],
    ['a@!', []],
    ['a-b c', []],
    ['a-猫', []],
    ['猫-b', ['猫|b']],
    ['plain', []],
    [`a-${'x'.repeat(64)}`, [`a|${'x'.repeat(64)}`]],
    [`a-${'x'.repeat(65)}`, []],
  ])('%s', (key, splits) => {
    expect(read(key)).toEqual(splits);
  });

  test('by the enabled separators alone', () => {
    expect(read('a-b_c@!d', ['@!'])).toEqual(['a-b_c|d']);
    expect(read('a-b_c!d', ['@!', '_'])).toEqual([]);
    expect(read('a-b_c', ['@!', '-'])).toEqual(['a|b_c']);
  });

  test('in at most as many ways as a name has characters', () => {
    expect(read('-'.repeat(1023))).toHaveLength(64);
  });

  test('behind the last @! may stand anything', () => {
    expect(lastSplit('a@!b c@!d|e')).toEqual({ key: 'a@!b c', style: 'd|e' });
    expect(lastSplit('a@!')).toEqual({ key: 'a', style: '' });
    expect(lastSplit('@!b')).toBeUndefined();
    expect(lastSplit('a@b!c')).toBeUndefined();
  });
});

const service = useService();
const IMG = 'pics.img-cn-hangzhou.aliyuncs.com';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'shut');
  const body = await jpeg(photo(120, 80));
  const keys = [
    'pics/photo.jpg',
    'pics/dir/photo.jpg',
    'pics/a-b.jpg',
    'pics/photo.jpg@',
    'pics/猫 x.jpg',
    'shut/photo.jpg',
  ];
  for (const key of keys) await service.owner('PUT', key, { body });
  for (const bucket of ['pics', 'shut']) {
    for (const [name, width] of Object.entries({ s10: 10, s20: 20, 'x-s10': 30, 's10.x_y-z': 40 })) {
      const content = `image/resize,w_${width}`;
      await service.store.styles.put(bucket, { name, content, category: 'image', most: 50 });
    }
  }
});

async function configure(delimiters: string, host = 'Both'): Promise<void> {
  const body = `<BucketProcessConfiguration><CompliedHost>${host}</CompliedHost><StyleDelimiters>${delimiters}</StyleDelimiters></BucketProcessConfiguration>`;
  expect((await service.owner('PUT', 'pics', { query: 'processConfiguration', body })).status).toBe(200);
}

const get = (key: string, query = '', host?: string): Promise<Reply> =>
  service.ask({ path: host === undefined ? `/pics/${key}` : `/${key}`, query, ...(host !== undefined && { host }) });
/** The width tells which style was used; 120 is the stored picture. */
async function seen(reply: Reply): Promise<number | string> {
  return reply.status === 200 ? (await decoded(reply.bytes)).width : (refusal(reply).split(':')[0] ?? '');
}

describe('@!', () => {
  test.each([
    ['photo.jpg@!s10', 10],
    ['photo.jpg%40%21s10', 10],
    ['dir/photo.jpg@!s20', 20],
    ['dir%2Fphoto.jpg@!s20', 20],
    ['photo.jpg@!x-s10', 30],
    ['photo.jpg@!s10.x_y-z', 40],
    ['%E7%8C%AB%20x.jpg@!s10', 10],
    ['photo.jpg@@!s10', 10],
    ['photo.jpg@!none', '404 NoSuchStyle'],
    ['photo.jpg@!S10', '404 NoSuchStyle'],
    ['photo.jpg@!', '404 NoSuchStyle'],
    ['photo.jpg@!a b', '404 NoSuchStyle'],
    ['photo.jpg@!s10/format,png', '404 NoSuchStyle'],
    ['photo.jpg@!s10%7Cimage/info', '404 NoSuchStyle'],
    ['photo.jpg@!s10%7Csys/saveas,o_eA', '404 NoSuchStyle'],
    ['photo.jpg@!%7C%7C%7C%7C%7C%7C%7C', '404 NoSuchStyle'],
    ['photo.jpg@!s10@!s20', '404 NoSuchKey (0026-00000001)'],
    ['none.jpg@!s10', '404 NoSuchKey (0026-00000001)'],
    ['photo.jpg!s10', '404 NoSuchKey (0026-00000001)'],
    ['photo.jpg-s10', '404 NoSuchKey (0026-00000001)'],
  ])('works in every bucket: %s', async (key, width) => {
    expect(await seen(await get(key))).toBe(width);
  });

  test('works on every domain', async () => {
    for (const host of ['pics.localhost', 'pics.oss-cn-hangzhou.aliyuncs.com', IMG]) {
      expect(await seen(await get('photo.jpg@!s10', '', host))).toBe(10);
    }
    expect(await seen(await get('none.jpg@!s10', '', IMG))).toBe('404 NoSuchFile (0026-00000001)');
  });

  test('gives what the style gives, with the same ETag, to HEAD and in parts, too', async () => {
    const named = await get('photo.jpg', 'x-oss-process=style/s10');
    const separated = await get('photo.jpg@!s10');
    expect(separated.bytes.equals(named.bytes)).toBe(true);
    expect(untimed(separated.headers)).toEqual(untimed(named.headers));
    expect(separated.note).toMatchObject({ action: 'ProcessObject', style: 's10' });
    const head = await service.ask({ method: 'HEAD', path: '/pics/photo.jpg@!s10' });
    expect([head.status, head.headers]).toEqual([200, untimed(named.headers)]);
    const headers = { 'if-none-match': String(named.headers.etag) };
    expect((await service.ask({ path: '/pics/photo.jpg@!s10', headers })).status).toBe(304);
    const part = await service.ask({ path: '/pics/photo.jpg@!s10', headers: { range: 'bytes=0-9' } });
    expect([part.status, part.bytes.length]).toEqual([206, 10]);
  });

  test('what the query or the header says of processing goes first', async () => {
    expect(await seen(await get('photo.jpg@!s10', 'x-oss-process=image/resize,w_50'))).toBe(50);
    expect(await seen(await get('photo.jpg@!s10', 'x-oss-process=style/s20'))).toBe(20);
    expect(await seen(await get('photo.jpg@!s10', 'x-oss-process=style/none'))).toBe('404 NoSuchStyle');
    const headers = { 'x-oss-process': 'style/s20' };
    expect(await seen(await service.ask({ path: '/pics/photo.jpg@!s10', headers }))).toBe(20);
  });

  test('is nothing particular when something is written or deleted', async () => {
    const body = await jpeg(photo(90, 60));
    await service.owner('PUT', 'pics/photo.jpg@!s20', { body });
    expect(await seen(await get('photo.jpg@!s20'))).toBe(90);
    expect(await seen(await get('photo.jpg@!s20@!s10'))).toBe(10);
    await service.owner('DELETE', 'pics/photo.jpg@!s20');
    expect(await seen(await get('photo.jpg@!s20'))).toBe(20);
    await service.owner('DELETE', 'pics/photo.jpg@!s10');
    expect(await seen(await get('photo.jpg'))).toBe(120);
    for (const query of ['acl', 'objectMeta']) {
      const method = query === 'acl' ? 'GET' : 'HEAD';
      expect((await service.owner(method, 'pics/photo.jpg@!s10', { query })).status).toBe(404);
    }
    const copy = { 'x-oss-copy-source': '/pics/photo.jpg@!s10' };
    expect((await service.owner('PUT', 'pics/copy.jpg', { headers: copy })).status).toBe(404);
  });

  test('is signed as it stands in the URL', async () => {
    const ask = { path: '/shut/photo.jpg@!s10' };
    const resource = '/shut/photo.jpg@!s10';
    const expires = Math.floor(Date.now() / 1000) + 60;
    for (const right of signedEachWay(ask, resource)) {
      expect(await seen(await service.ask(right))).toBe(10);
    }
    for (const wrong of [signed(ask, '/shut/photo.jpg'), presigned(ask, '/shut/photo.jpg', expires)]) {
      expect(await seen(await service.ask(wrong))).toMatch(/^403 SignatureDoesNotMatch/);
    }
    expect(await seen(await service.ask(ask))).toMatch(/^403 AccessDenied/);
    expect(await seen(await service.ask({ path: '/shut/photo.jpg@!none' }))).toMatch(/^403 AccessDenied/);
    expect(await seen(await service.owner('GET', 'shut/photo.jpg@!none'))).toBe('404 NoSuchStyle');
  });
});

describe('a separator that the bucket enables', () => {
  test.each([
    ['-', 'photo.jpg-s10', 10],
    ['_', 'photo.jpg_s10', 10],
    ['/', 'photo.jpg/s10', 10],
    ['!', 'photo.jpg!s10', 10],
    ['@!', 'photo.jpg@!s10', 10],
    ['-,_,/,!', 'dir/photo.jpg/s10', 10],
    // The last one, unless what is left of it is no object or what is right of it is no style.
    ['-', 'photo.jpg-x-s10', 30],
    ['-,_', 'photo.jpg_s10.x_y-z', 40],
    ['-', 'a-b.jpg-s10', 10],
    ['-', 'a-b.jpg', 120],
    // '@!' before '!' at the same place: 'photo.jpg@' is an object, too.
    ['!', 'photo.jpg@!s10', 10],
    ['-', 'photo.jpg-none', '404 NoSuchKey (0026-00000001)'],
    ['-', 'none.jpg-s10', '404 NoSuchKey (0026-00000001)'],
    ['-', 'photo.jpg_s10', '404 NoSuchKey (0026-00000001)'],
    ['-', 'photo.jpg@!none', '404 NoSuchStyle'],
  ])('%s: %s', async (delimiters, key, width) => {
    await configure(delimiters);
    expect(await seen(await get(key))).toBe(width);
  });

  test('gives way to an object of the whole key', async () => {
    await configure('-,/');
    await service.owner('PUT', 'pics/photo.jpg-s10', { body: await jpeg(photo(99, 66)) });
    expect(await seen(await get('photo.jpg-s10'))).toBe(99);
    expect(await seen(await get('photo.jpg-s10', 'x-oss-process=style/s20'))).toBe(20);
    await service.owner('DELETE', 'pics/photo.jpg-s10');
    expect(await seen(await get('photo.jpg-s10'))).toBe(10);
  });

  test('holds on IMG domains alone where the configuration is theirs', async () => {
    await configure('-,!', 'Img');
    expect(await seen(await get('photo.jpg-s10'))).toBe('404 NoSuchKey (0026-00000001)');
    expect(await seen(await get('photo.jpg@!s10'))).toBe(10);
    expect(await seen(await get('photo.jpg-s10', '', IMG))).toBe(10);
    expect(await seen(await get('photo.jpg!s10', '', IMG))).toBe(10);
    await configure('-');
    expect(await seen(await get('photo.jpg-s10'))).toBe(10);
    await configure('');
    expect(await seen(await get('photo.jpg-s10'))).toBe('404 NoSuchKey (0026-00000001)');
  });

  test('costs a missing key that is full of them no more than a few queries', async () => {
    await configure('-,_,/,!');
    const asked = vi.spyOn(service.services.store, 'head');
    try {
      expect((await get(`${'-'.repeat(900)}x`)).status).toBe(404);
      expect((await get(`${'a@!'.repeat(300)}x`)).status).toBe(404);
      expect(asked.mock.calls.length).toBeLessThan(8);
    } finally {
      asked.mockRestore();
    }
  });
});
