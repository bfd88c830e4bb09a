/** What `tintype url --old` makes of URLs, keys and suffixes; what suffixes mean is in test/process/legacy.test.ts. */
import { describe, expect, test } from 'vitest';
import { tintype } from './tintype.js';

const run = (...args: string[]) => tintype(['url', '--old', ...args], { env: {} });
const CHAIN = 'image/auto-orient,0/resize,m_fill,w_100,h_100,limit_0/format,jpg,black';

test.each([
  'http://photos.img-cn-hangzhou.aliyuncs.com/dir/cat.jpg@100w_100h_1e_1c.jpg',
  'https://photos.img.example/cat.jpg%40100w_100h_1e_1c.jpg?x=1#y',
  'photos/a@2x.jpg@100w_100h_1e_1c',
  'cat.jpg@100w_100h_1e_1c.jpg',
  '@100w_100h_1e_1c.jpg',
  '100w_100h_1e_1c.jpg',
])('%s', async (old) => {
  const { code, stdout, stderr } = await run(old);
  expect([code, stdout.toString(), stderr]).toEqual([0, `${CHAIN}\n`, '']);
});

test.each([
  ['cat.jpg@400w%7C90r', 'image/auto-orient,0/resize,w_400,limit_0/rotate,90/format,jpg,black'],
  ['cat.png@200w_losslessQ.webp', 'image/auto-orient,0/resize,w_200,limit_0/quality,lossless/format,webp'],
  ['cat.jpg@infoexif', 'image/info'],
  ['cat.jpg@!small', 'style/small'],
  ['@!small', 'style/small'],
  ['http://photos.img.example/a/cat.jpg@!small.v2', 'style/small.v2'],
])('%s is %s', async (old, chain) => {
  const { code, stdout } = await run(old);
  expect([code, stdout.toString()]).toEqual([0, `${chain}\n`]);
});

describe('what has no chain of today', () => {
  test('says why, and what comes nearest', async () => {
    const { code, stdout, stderr } = await run('cat.jpg@100w_1o');
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(/100w_1o: no chain of today draws the same\. It turns the picture by its EXIF orientation/);
    expect(stderr).toContain('image/resize,w_100,limit_0/auto-orient,1/format,jpg,black would turn it first');
  });

  test.each([
    ['cat.jpg@0w', /0w: The value: 0 of parameter: w is invalid\. Allowed: an integer from 1 to 4096/],
    ['cat.jpg@', /The value: cat\.jpg@ of parameter: process/],
    ['cat.jpg', /of parameter: (process|format)/],
    ['@1|2|3|4|5', /more than 4 parts/],
    ['cat.jpg@!a b', /the name of a style must be/],
  ])('%s is a mistake', async (old, said) => {
    const { code, stdout, stderr } = await run(old);
    expect([code, stdout.toString()]).toEqual([2, '']);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
