/** Source-image protection: what it stops, one way after another (protection/), and what it lets through. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '#src/http/server.js';
import type { ProcessConfiguration } from '#src/store/style-records.js';
import { parseResponses, wire } from '../http/support.js';
import { flat, jpeg, photo, png, sharpOf } from '../pictures.js';
import { type Attempt, DOCUMENTED } from './protection/attempt.js';
import { attemptsWith } from './protection/attempts.js';
import { LINKS, MADE_BY_NOBODY } from './protection/links.js';
import { OLD_SYNTAX_ON_OSS } from './protection/old-syntax.js';
import { RAW_ATTEMPTS } from './protection/sockets.js';
import { type Ask, presigned, signed } from './request.js';
import { signedV4 } from './request-v4.js';
import { type Reply, refusal, useService } from './service.js';

const service = useService();
const BUCKETS = ['guard', 'wall'];
const OPEN = { domains: 'all', protectedSuffixes: [], delimiters: [], oldSyntaxOnOss: false } as const;
/** What each attempt was answered while nothing was protected. */
const before = new Map<Attempt, number>();
let attempts: readonly Attempt[];
let upload: string;
let server: RunningServer;

async function configure(change: Partial<ProcessConfiguration>, buckets = BUCKETS): Promise<void> {
  for (const bucket of buckets) await service.store.setProcessConfiguration(bucket, { ...OPEN, ...change });
}

beforeAll(async () => {
  await service.owner('PUT', 'guard', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'wall', { headers: { 'x-oss-acl': 'public-read-write' } });
  await service.owner('PUT', 'shut');
  await service.stranger('PUT', 'theirs');
  await service.store.domains.bind({ bucket: 'guard', domain: 'img.guard.example', most: 1 });
  const picture = await jpeg(photo(60, 40));
  const files = {
    'secret.jpg': picture,
    'UPPER.JPG': picture,
    'dir/a b+c.jpg': picture,
    'mark.png': await png(flat(8, 8, [255, 0, 0])),
    'free.gif': await sharpOf(flat(40, 30, [0, 0, 255]))
      .gif()
      .toBuffer(),
  };
  for (const bucket of [...BUCKETS, 'shut']) {
    for (const [key, body] of Object.entries(files)) await service.owner('PUT', `${bucket}/${key}`, { body });
    await service.store.styles.put(bucket, {
      name: 'small',
      content: 'image/resize,w_20',
      category: 'image',
      most: 50,
    });
  }
  for (const [link, target] of LINKS) {
    await service.owner('PUT', link, { query: 'symlink', headers: { 'x-oss-symlink-target': target } });
  }
  expect((await service.ask(MADE_BY_NOBODY)).status).toBe(200);
  const { text } = await service.owner('POST', 'wall/parts', { query: 'uploads' });
  upload = String(/<UploadId>(.*)<\/UploadId>/.exec(text)?.[1]);
  const limited = await service.store.keys.create({ account: 'alice', buckets: ['shut'] });
  attempts = attemptsWith(upload, limited);
  for (const attempt of attempts) before.set(attempt, (await service.ask(attempt.ask)).status);
  for (const target of ['shut/copy.txt', 'theirs/copy', 'wall/copy', 'wall/copy.txt']) {
    await service[target.startsWith('theirs') ? 'stranger' : 'owner']('DELETE', target);
  }
  await configure({ protectedSuffixes: ['jpg', 'png'] });
  server = await startServer({ host: '127.0.0.1', port: 0 }, service.handler);
});

afterAll(() => server.close(1000));

/** The refusal of a HEAD is in a header. */
function said(reply: Reply): string {
  const text = reply.text || Buffer.from(reply.headers['x-oss-err'] ?? '', 'base64').toString();
  return refusal({ ...reply, text });
}

describe('what is protected', () => {
  test('is refused in every one of at least 150 ways', async () => {
    const wrong: string[] = [];
    for (const { what, ask, says = DOCUMENTED } of attempts) {
      const answer = said(await service.ask(ask));
      if (!/^[45]/.test(answer) || answer.startsWith('5') || !answer.startsWith(says)) wrong.push(`${what}: ${answer}`);
    }
    expect(wrong).toEqual([]);
    expect(attempts.length + RAW_ATTEMPTS.length).toBeGreaterThanOrEqual(150);
    expect(new Set(attempts.map(({ what }) => what)).size).toBe(attempts.length);
  });

  test('is what made the difference', () => {
    const helpless = attempts.filter((attempt) => attempt.always !== true && Number(before.get(attempt)) >= 400);
    expect(helpless.map(({ what }) => what)).toEqual([]);
    const needless = attempts.filter((attempt) => attempt.always === true && Number(before.get(attempt)) < 400);
    expect(needless.map(({ what }) => what)).toEqual([]);
  });

  test('is refused where a bucket allows the old syntax on OSS domains, too', async () => {
    const [open, refused]: string[][] = [[], []];
    await configure({ oldSyntaxOnOss: true });
    for (const { what, ask, always } of OLD_SYNTAX_ON_OSS) {
      const { status } = await service.ask(ask);
      if (status < 400 === (always === true)) open?.push(`${what}: ${status}`);
    }
    await configure({ oldSyntaxOnOss: true, protectedSuffixes: ['jpg', 'png'] });
    for (const { what, ask, says = DOCUMENTED } of OLD_SYNTAX_ON_OSS) {
      const answer = said(await service.ask(ask));
      if (!answer.startsWith(says)) refused?.push(`${what}: ${answer}`);
    }
    await configure({ protectedSuffixes: ['jpg', 'png'] });
    expect([open, refused]).toEqual([[], []]);
  });

  test('left nothing behind of what was refused', async () => {
    expect((await service.stranger('GET', 'theirs')).text).not.toContain('<Key>');
    for (const bucket of ['wall', 'shut']) {
      expect((await service.owner('GET', bucket)).text).not.toMatch(/<Key>copy/);
    }
  });

  const BOTH = ['127.0.0.1', 'img-cn-hangzhou.aliyuncs.com'].flatMap((host) =>
    RAW_ATTEMPTS.map(([what, request]) => [host, what, request] as const),
  );
  test.each(BOTH)('over a socket to %s: %s', async (host, _, request) => {
    const sent = request.replaceAll('{host}', `Host: ${host}:${server.port}`);
    const client = wire(server, sent.replace(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n'));
    const received = await client.all();
    const replies = parseResponses(received);
    expect(replies.length).toBeGreaterThan(0);
    expect(replies.at(-1)?.status).toBeGreaterThanOrEqual(400);
    expect(replies.at(-1)?.status).toBeLessThan(500);
    expect(received).not.toContain('\xff\xd8\xff');
  });
});

describe('what goes through', () => {
  const styledLength = async (ask: Ask) => {
    const reply = await service.ask(ask);
    expect(reply.status, said(reply)).toBe(200);
    return reply.bytes.length;
  };

  test('a style, by either way, also by a stranger and with HEAD, a range and conditions', async () => {
    const query = 'x-oss-process=style/small';
    const path = '/guard/secret.jpg';
    const length = await styledLength({ path, query });
    expect(length).toBeGreaterThan(100);
    expect(await styledLength({ path: `${path}@!small` })).toBe(length);
    expect(await styledLength({ path, headers: { 'x-oss-process': 'style/small' } })).toBe(length);
    expect(await styledLength({ path, query: `${query}&x-oss-process=image/info` })).toBe(length);
    expect((await service.stranger('GET', 'guard/secret.jpg', { query })).bytes).toHaveLength(length);
    expect((await service.stranger('GET', 'guard/secret.jpg@!small')).bytes).toHaveLength(length);
    expect((await service.ask({ method: 'HEAD', path, query })).headers['content-length']).toBe(String(length));
    expect((await service.ask({ path, query, headers: { range: 'bytes=0-9' } })).bytes).toHaveLength(10);
    expect((await service.ask({ path, query, headers: { 'if-none-match': '*' } })).status).toBe(304);
  });

  test('what the owner has signed', async () => {
    const { bytes } = await service.owner('GET', 'guard/secret.jpg');
    expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    for (const query of ['', 'x-oss-process=image/info', 'x-oss-process=style/small']) {
      const ask = { path: '/guard/secret.jpg', query };
      const expires = Math.floor(Date.now() / 1000) + 60;
      expect((await service.ask(presigned(ask, '/guard/secret.jpg', expires))).status).toBe(200);
      expect((await service.ask(signedV4(ask, '/guard/secret.jpg'))).status).toBe(200);
      expect((await service.ask(signed({ ...ask, method: 'HEAD' }, '/guard/secret.jpg'))).status).toBe(200);
    }
    const headers = { 'x-oss-copy-source': '/guard/secret.jpg' };
    expect((await service.owner('PUT', 'shut/copy.jpg', { headers })).status).toBe(200);
    const query = `x-oss-process=${encodeURIComponent(`image/watermark,image_${Buffer.from('mark.png').toString('base64url')}`)}`;
    expect((await service.owner('GET', 'guard/free.gif', { query })).status).toBe(200);
  });

  test('a protected mark in a style', async () => {
    const content = `image/watermark,image_${Buffer.from('mark.png').toString('base64url')}`;
    await service.store.styles.put('guard', { name: 'marked', content, category: 'image', most: 50 });
    await styledLength({ path: '/guard/secret.jpg@!marked' });
    await styledLength({ path: '/guard/free.gif', query: 'x-oss-process=style/marked' });
  });

  test('but not through a symlink that somebody put in the place of such a mark', async () => {
    const content = `image/watermark,image_${Buffer.from('logo').toString('base64url')}`;
    await service.store.styles.put('wall', { name: 'marked', content, category: 'image', most: 50 });
    await service.owner('PUT', 'wall/own.gif', { body: 'x', headers: { 'x-oss-object-acl': 'private' } });
    const styled = { path: '/wall/free.gif', query: 'x-oss-process=style/marked' };
    for (const target of ['mark.png', 'secret.jpg', 'own.gif']) {
      const headers = { 'x-oss-symlink-target': target };
      expect((await service.ask({ method: 'PUT', path: '/wall/logo', query: 'symlink', headers })).status).toBe(200);
      expect(said(await service.ask(styled))).toMatch(/^400 WatermarkError/);
    }
    const headers = { 'x-oss-symlink-target': 'free.gif' };
    await service.ask({ method: 'PUT', path: '/wall/logo', query: 'symlink', headers });
    await styledLength(styled);
  });

  test('files of other suffixes, in every way', async () => {
    for (const key of ['free.gif', 'jpg', 'xjpg', 'jpg.txt', 'secret.jpg.gif', 'secret.jpgx']) {
      if (key !== 'free.gif') await service.owner('PUT', `guard/${key}`, { body: 'x' });
      expect((await service.ask({ path: `/guard/${key}` })).status).toBe(200);
    }
    expect((await service.ask({ path: '/guard/free.gif', query: 'x-oss-process=image/info' })).status).toBe(200);
    expect((await service.ask({ path: '/guard', query: 'prefix=secret' })).text).toContain('<Key>secret.jpg</Key>');
  });

  test('what is written, and what is there or not is not told', async () => {
    expect((await service.ask({ method: 'PUT', path: '/wall/new.jpg', body: 'x' })).status).toBe(200);
    expect(said(await service.ask({ path: '/wall/new.jpg' }))).toBe(DOCUMENTED);
    expect((await service.ask({ method: 'DELETE', path: '/wall/new.jpg' })).status).toBe(204);
    expect(said(await service.ask({ path: '/wall/new.jpg' }))).toBe(DOCUMENTED);
  });
});

test('the ACL comes first: where nobody may read, no style is a way in', async () => {
  await configure({ protectedSuffixes: ['jpg'] }, ['shut']);
  for (const path of [
    '/shut/secret.jpg',
    '/shut/secret.jpg@!small',
    '/shut/secret.jpg@!none',
    '/shut/none.jpg@!small',
  ]) {
    expect(said(await service.ask({ path }))).toMatch(/because of bucket acl/);
    expect(said(await service.ask({ path, query: 'x-oss-process=style/small' }))).toMatch(/because of bucket acl/);
  }
  const headers = { 'x-oss-object-acl': 'public-read' };
  await service.owner('PUT', 'shut/secret.jpg', { query: 'acl', headers });
  expect(said(await service.ask({ path: '/shut/secret.jpg' }))).toBe(DOCUMENTED);
  expect((await service.ask({ path: '/shut/secret.jpg@!small' })).status).toBe(200);
});

describe('suffixes', () => {
  const status = async (path: string, host = '127.0.0.1:9000') => (await service.ask({ path, host })).status;

  test('* is everything', async () => {
    await configure({ protectedSuffixes: ['*'] });
    expect(await status('/guard/free.gif')).toBe(403);
    expect(await status('/guard/none')).toBe(403);
    expect((await service.ask({ path: '/guard' })).status).toBe(200);
  });

  test('of CompliedHost Img hold on IMG domains alone', async () => {
    await configure({ protectedSuffixes: ['jpg'], domains: 'img' });
    expect(await status('/guard/secret.jpg')).toBe(200);
    expect(await status('/secret.jpg', 'guard.img-cn-hangzhou.aliyuncs.com')).toBe(403);
    expect(await status('/guard/secret.jpg', 'img-cn-hangzhou.aliyuncs.com')).toBe(403);
  });

  test('apply and end at once', async () => {
    await configure({});
    expect(await status('/guard/secret.jpg')).toBe(200);
    await configure({ protectedSuffixes: ['jpg'] });
    expect(await status('/guard/secret.jpg')).toBe(403);
    await configure({});
    expect(await status('/guard/secret.jpg')).toBe(200);
  });
});
