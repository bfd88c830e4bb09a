/**
 * The attack table: every row is sent over a socket, and none gets through. The console's rows (CSRF, clickjacking,
 * session fixation, brute force) are in test/console/attacks.test.ts and test/browser/hostile.test.ts, those of
 * protected pictures in test/oss/protection.
 */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasFfmpeg } from '../clips.js';
import { type Ask, presigned, ROOT, STRANGER } from '../oss/request.js';
import { presignedV4 } from '../oss/request-v4.js';
import { element } from '../oss/service.js';
import { useArena } from './arena.js';
import { type Attack, by, get, PRIZE, soon, through } from './attack.js';
import { buckets } from './buckets.js';
import { ASKED, browser, PAGES, playlists, SCRIPT } from './files.js';
import { headers } from './headers.js';
import { signatures } from './signatures.js';
import { lingered, slow } from './slow.js';
import { smuggling } from './smuggling.js';
import { traversal } from './traversal.js';
import { xml } from './xml.js';

/** Over all groups, at least. */
const LEAST = 150;
let tried = 0;

const arena = useArena();
const { service } = arena;

/** Names of the rows that got through, each with what came. */
async function throughAll(attacks: readonly Attack[]): Promise<readonly string[]> {
  expect(new Set(attacks.map(({ what }) => what)).size).toBe(attacks.length);
  const open: string[] = [];
  for (const attack of attacks) {
    tried += 1;
    const found = through(attack, await arena.send(attack.sends));
    if (found !== undefined) open.push(`${attack.what}: ${found}`);
  }
  return open;
}

const denies = (status: number) => status === 403;
const uploadOf = async (begun: Promise<{ text: string }>) => String(element((await begun).text, 'UploadId'));

test('whoever may gets through, so that the refusals below mean something', async () => {
  const status = async (sends: Attack['sends']) => (await arena.send(sends)).map((answer) => answer.status);
  const secret = get('/vault/secret');
  expect(await status(presigned(secret, '/vault/secret', soon()))).toEqual([200]);
  expect(await status(presignedV4(secret, '/vault/secret', 600))).toEqual([200]);
  for (const { what, sends } of buckets('x', 'x').filter(({ what }) => /^nobody: .*\(open\)/.test(what))) {
    const own = by(ROOT, { ...(sends as Ask), path: '/spare/' });
    if (own.method === undefined) expect([what, (await status(own)).some(denies)]).toEqual([what, false]);
  }
  await service.owner('PUT', 'wall/victim', { body: 'x' });
  const framed = 'PUT /wall/outer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n\r\nx';
  const inner = 'DELETE /wall/victim HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n';
  expect(await status(framed + inner)).toEqual([200, 204]);
});

test('by path', async () => {
  const { object } = await service.store.head('vault', 'secret');
  expect(await throughAll(traversal(String(object?.segments[0]?.blob)))).toEqual([]);
});

test('by line ends in headers', async () => {
  expect(await throughAll(headers)).toEqual([]);
});

test('by requests within requests', async () => {
  await service.owner('PUT', 'wall/victim', { body: 'alive' });
  const open: string[] = [];
  for (const attack of smuggling) {
    tried += 1;
    const answers = await arena.send(attack.sends);
    const found = through(attack, answers) ?? (answers.length > 1 ? `${answers.length} answers` : undefined);
    const alive = (await service.owner('GET', 'wall/victim')).text === 'alive';
    if (found !== undefined || !alive) open.push(`${attack.what}: ${found}, ${alive ? 'alive' : 'deleted'}`);
  }
  expect(open).toEqual([]);
});

test('by taking time, while others are served', async () => {
  await service.owner('PUT', 'wall/large', { body: Buffer.alloc(16 << 20) });
  tried += slow.length;
  const all = slow.flatMap((each) => [each, each, each, each]).map((each) => lingered(arena.port, each));
  const [bystander] = await arena.send(get('/open/a.jpg'));
  expect(bystander?.status).toBe(200);
  const received = await Promise.all(all);
  expect(Math.max(...received)).toBeLessThan(16 << 20);
});

test('by XML', async () => {
  expect(await throughAll(xml)).toEqual([]);
});

test('by signatures', async () => {
  expect(await throughAll(signatures)).toEqual([]);
});

test('by the rights of another bucket', async () => {
  const upload = await uploadOf(service.owner('POST', 'vault/parts', { query: 'uploads' }));
  const own = await uploadOf(service.stranger('POST', 'theirs/parts', { query: 'uploads' }));
  expect(await throughAll(buckets(upload, own))).toEqual([]);
});

describe('by files that name others', () => {
  let trap: Server;
  let visits = 0;

  beforeAll(async () => {
    trap = createServer((_, response) => {
      visits += 1;
      response.end(PRIZE);
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => trap.close());

  test.skipIf(!hasFfmpeg)('no file is read, and nobody comes to the trap', async () => {
    const { object } = await service.store.head('vault', 'secret');
    const path = String(object && service.store.localPath(object));
    const { port } = trap.address() as { port: number };
    const rows: Attack[] = [];
    for (const [name, content] of playlists(`http://127.0.0.1:${port}`, path)) {
      const key = encodeURIComponent(name);
      await service.owner('PUT', `open/${name}`, { body: content });
      rows.push(...ASKED.map(([what, query]) => ({ what: `${what} of ${name}`, sends: get(`/open/${key}`, query) })));
    }
    expect(await throughAll(rows)).toEqual([]);
    expect(visits).toBe(0);
  });
});

test('by what a browser would run', async () => {
  for (const [key, type] of PAGES) {
    await service.ask({ method: 'PUT', path: `/wall/${key}`, headers: { 'content-type': type }, body: SCRIPT });
  }
  for (const [key, type] of [
    ['page.png', 'image/png'],
    ['page.bin', ''],
    ['page.txt', 'text/plain'],
  ] as const) {
    await service.ask({
      method: 'PUT',
      path: `/wall/${key}`,
      headers: type ? { 'content-type': type } : {},
      body: SCRIPT,
    });
  }
  expect(await throughAll(browser)).toEqual([]);
  const html = presigned(get('/wall/page.png', 'response-content-type=text/html'), '/wall/page.png', soon());
  const [answer] = await arena.send(html);
  expect(answer?.headers).toMatchObject({ 'content-type': 'text/html', 'content-security-policy': 'sandbox' });
});

test('afterwards everything is as it was, and no secret is in the log', async () => {
  expect(tried).toBeGreaterThanOrEqual(LEAST);
  process.stderr.write(`${tried} attacks, 0 through\n`);
  expect((await service.owner('GET', 'vault/secret')).text).toBe(PRIZE);
  for (const key of ['open/hidden', 'wall/hidden']) expect((await service.owner('GET', key)).text).toBe(PRIZE);
  for (const bucket of ['vault', 'open']) {
    const { text } = await service.owner('GET', bucket);
    expect(text).not.toMatch(/<Key>(?:new|x|copy|link|bombed)</);
  }
  expect((await service.owner('GET', 'vault', { query: 'acl' })).text).toContain('<Grant>private</Grant>');
  expect((await service.stranger('GET', 'theirs')).text).not.toMatch(/<Key>(?:copy|x)</);
  const log = arena.log();
  expect(log.split('\n').length).toBeGreaterThan(300);
  for (const secret of [ROOT.secret, STRANGER.secret, PRIZE]) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/Signature=[^*&"]|x-oss-signature=[^*&"]|Bearer|Basic/i);
  expect(log).not.toMatch(/"status":5(?!01)/);
});
