/** `tintype warm` on a running server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OssClient } from '#src/moving/oss/client.js';
import { warm } from '#src/moving/warm.js';
import { flat, png } from '../pictures.js';
import { HostileSource, object } from './hostile-source.js';
import { tintype } from './tintype.js';
import { PAIR, TestServer } from './two-servers.js';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
  await server.must('PUT', '/photos/');
  await server.must('PUT', '/photos/?style&styleName=small', {
    body: '<Style><Content>image/resize,w_5</Content></Style>',
  });
  for (const key of ['a/1.png', 'a/2.png', 'b/3.png']) {
    await server.must('PUT', `/photos/${key}`, { body: await png(flat(20, 20, [0, 0, 255])) });
  }
  await server.must('PUT', '/photos/a/notes.txt', { body: 'text' });
});

afterAll(async () => {
  await server?.stop();
});

async function warmed(...args: string[]) {
  const { code, stderr } = await tintype(['warm', ...args, '--port', server.port], { env: PAIR });
  return { code, err: stderr.replace(/in [\d.]+ s/g, 'in 0 s') };
}

test('every form of every picture is rendered once, and kept', async () => {
  expect(await warmed('photos', 'image/resize,w_10', 'style/small')).toEqual({
    code: 0,
    err: '6 pictures ready, 2 passed over as no pictures, 0 failed, in 0 s\nThe server meanwhile: 6 rendered, 0 kept already\n',
  });
  expect((await warmed('photos', 'image/resize,w_10', 'style/small')).err).toContain('0 rendered, 6 kept already');
});

test('a prefix, and all behind a key', async () => {
  expect((await warmed('photos/a/', 'image/rotate,90')).err).toMatch(/^2 pictures ready, 1 passed over as no pictures/);
  expect((await warmed('photos', 'image/rotate,90', '--after', 'a/2.png')).err).toMatch(
    /^1 pictures ready, 1 passed over/,
  );
});

test('what cannot be is said before anything is asked for', async () => {
  expect(await warmed('photos', 'image/resize,w_0')).toMatchObject({
    code: 2,
    err: expect.stringContaining('parameter: w'),
  });
  expect(await warmed('photos', 'style/a b')).toMatchObject({ code: 2 });
  expect(await warmed('nothing', 'style/small')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no such bucket'),
  });
});

test('a style that is not there ends it', async () => {
  const { code, err } = await warmed('photos', 'style/none');
  expect(code).toBe(1);
  expect(err).toMatch(/NoSuchStyle.*\n0 pictures ready.*; broken off\n/);
});

test('keys are printed so that no terminal obeys them', async () => {
  const source = await HostileSource.start([object('a%1B[2J.png', 'it will not be found')]);
  const { code, stderr } = await tintype(['warm', 'bucket', 'image/resize,w_5', '--endpoint', source.url], {
    env: PAIR,
  });
  source.stop();
  expect([code, stderr]).toEqual([1, expect.stringContaining('a\\u001b[2J.png image/resize,w_5: ')]);
  expect(stderr).not.toContain('\u001b');
});

test('stopped, it names the last key up to which all is there', async () => {
  const client = new OssClient({ endpoint: server.url, bucket: 'photos', key: { id: 'root', secret: 'secret' } });
  const upTo: string[] = [];
  let made = 0;
  const ending = await warm({
    client,
    prefix: '',
    after: '',
    processes: ['image/resize,w_7', 'image/resize,w_8'],
    parallel: 1,
    stopped: () => made === 3,
    watch: {
      made: () => made++,
      noPicture: () => {},
      failed: (what, reason) => expect.fail(`${what}: ${reason}`),
      upTo: (key) => upTo.push(key),
    },
  });
  client.close();
  expect(ending).toBe('stopped');
  expect(made).toBeGreaterThanOrEqual(3);
  expect(upTo).toEqual(made === 3 ? ['a/1.png'] : ['a/1.png', 'a/2.png']);
});
