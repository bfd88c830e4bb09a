import { expect, test } from 'vitest';
import { Sessions } from '#src/console/session.js';
import { ROOT } from '../oss/request.js';
import { cookieOf, useConsole } from './console.js';

const { ask, signIn, cookie, service } = useConsole();

const account = async (sent: string) => {
  const { json } = await ask('GET', '/api/session', { headers: { cookie: sent } });
  return (json.session as { account: string } | null)?.account;
};

test('signing in gives a cookie that scripts and other sites never have, and says who it is', async () => {
  const answer = await signIn();
  expect(answer.status).toBe(200);
  expect(answer.headers['set-cookie']).toMatch(/^tintype=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.json.session).toEqual({
    accessKeyId: ROOT.id,
    account: 'alice',
    root: true,
    readOnly: false,
    version: '1.2.3',
    endpoint: 'http://127.0.0.1:9000',
  });
  expect(answer.text).not.toContain(ROOT.secret);
  expect(await account(cookieOf(answer))).toBe('alice');
});

test('over HTTPS the cookie belongs to this very host', async () => {
  const { headers } = await signIn(ROOT, { secure: true, headers: { origin: 'https://127.0.0.1:9001' } });
  expect(headers['set-cookie']).toMatch(/^__Host-tintype=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/);
});

test('signing out ends the session on the server, and empties the cache of pictures', async () => {
  const sent = await cookie();
  const out = await ask('DELETE', '/api/session', { headers: { cookie: sent } });
  expect([out.status, out.headers['clear-site-data']]).toEqual([204, '"cache"']);
  expect(out.headers['set-cookie']).toContain('Max-Age=0');
  expect(await account(sent)).toBeUndefined();
});

test('what needs a session is a 401 without one', async () => {
  for (const path of ['/api/oss/', '/api/operations', '/api/overview', '/api/machine', '/api/keys']) {
    const { status, json } = await ask('GET', path);
    expect([path, status, json.code]).toEqual([path, 401, 'SignInRequired']);
  }
});

test('a session dies with its key, disabled or deleted, and its limits hold at once', async () => {
  const { keys } = service.store;
  const { id, secret } = await keys.create({ account: 'carol' });
  const sent = await cookie({ id, secret });
  expect(await account(sent)).toBe('carol');
  await keys.change(id, { readOnly: true });
  const refused = await ask('PUT', '/api/oss/carols-bucket/', { headers: { cookie: sent } });
  expect(refused.status).toBe(403);
  await keys.change(id, { enabled: false, readOnly: false });
  expect(await account(sent)).toBeUndefined();
  await keys.change(id, { enabled: true });
  expect(await account(sent)).toBeUndefined();
  const again = await cookie({ id, secret });
  await keys.delete(id);
  expect(await account(again)).toBeUndefined();
});

test('sessions end when nobody uses them, and at the latest after their whole time', () => {
  let now = 0;
  const sessions = new Sessions({ idleMs: 100, wholeMs: 250, most: 10 }, () => now);
  const id = sessions.open('key');
  now = 100;
  expect(sessions.find(id, true)?.accessKeyId).toBe('key');
  now = 190;
  expect(sessions.find(id, false)?.accessKeyId).toBe('key');
  // The last use was at 100: the one at 190 came by itself.
  now = 201;
  expect(sessions.find(id, true)).toBeUndefined();
  const second = sessions.open('key');
  for (now = 250; now <= 450; now += 50) expect(sessions.find(second, true)).toBeDefined();
  now = 452;
  expect(sessions.find(second, true)).toBeUndefined();
});

test('the server holds so many sessions and no more: the one unused for longest goes', () => {
  const sessions = new Sessions({ idleMs: 1e9, wholeMs: 1e9, most: 2 }, () => 0);
  const ids = ['a', 'b'].map((key) => sessions.open(key));
  sessions.find(ids[0], true);
  sessions.open('c');
  expect(ids.map((id) => sessions.find(id, true)?.accessKeyId)).toEqual(['a', undefined]);
});

test.each([
  ['a page on the data port of the same host', 'http://localhost:9001', 'http://localhost:9000'],
  ['a name that leads to no bucket', 'http://nas.lan:9001', 'http://localhost:9000'],
])('the endpoint for %s', async (_, own, endpoint) => {
  const host = own.slice('http://'.length);
  const { json } = await signIn(ROOT, { host, headers: { origin: own } });
  expect(json.session).toMatchObject({ endpoint });
});
