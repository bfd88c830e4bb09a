/** The console's own API, and the OSS API under a session. */
import { beforeAll, describe, expect, test } from 'vitest';
import { operations } from '#src/process/operations/index.js';
import { ROOT } from '../oss/request.js';
import { element, elements } from '../oss/service.js';
import { jpeg, photo } from '../pictures.js';
import { useConsole } from './console.js';

const { ask, signIn, cookie, service } = useConsole();
const BUCKET = 'console-api';
let root: string;
let limited: string;
let stranger: string;

const as = (sent: string) => ({ headers: { cookie: sent } });

beforeAll(async () => {
  const { keys } = service.store;
  root = await cookie();
  limited = await cookie(await keys.create({ account: 'alice', readOnly: true }));
  stranger = await cookie(await keys.create({ account: 'erin' }));
  await service.owner('PUT', BUCKET);
});

describe('/api/oss', () => {
  test('puts, lists, reads and deletes as whoever is signed in', async () => {
    const path = `/api/oss/${BUCKET}/a%2Fb%20%E4%B8%AD.txt`;
    const put = await ask('PUT', path, {
      body: 'text',
      headers: { cookie: root, 'content-type': 'text/plain', 'content-disposition': 'inline', 'x-oss-meta-x': '中' },
    });
    expect(put.status).toBe(200);
    const list = await ask('GET', `/api/oss/${BUCKET}/?list-type=2&prefix=a/`, as(root));
    expect(elements(list.text, 'Key')).toEqual(['a/b 中.txt']);
    expect((await ask('GET', path, as(root))).text).toBe('text');
    // HEAD is what the form of headers is filled from: everything as it is stored.
    const { headers } = await ask('HEAD', path, as(root));
    expect(headers).toMatchObject({ 'content-disposition': 'inline', 'x-oss-meta-x': '中' });
    expect(headers['cache-control']).toBeUndefined();
    expect((await ask('DELETE', path, as(root))).status).toBe(204);
    expect((await ask('GET', path, as(root))).status).toBe(404);
  });

  test('the same rights as on the data port: neither a stranger nor a read-only key writes', async () => {
    for (const sent of [stranger, limited]) {
      const { status, text } = await ask('PUT', `/api/oss/${BUCKET}/x`, { ...as(sent), body: 'x' });
      expect([status, element(text, 'Code')]).toEqual([403, 'AccessDenied']);
    }
    expect((await ask('GET', `/api/oss/${BUCKET}/`, as(stranger))).status).toBe(403);
    expect((await ask('GET', `/api/oss/${BUCKET}/`, as(limited))).status).toBe(200);
    const buckets = await ask('GET', '/api/oss/', as(stranger));
    expect(elements(buckets.text, 'Name')).toEqual([]);
  });

  test('pictures are processed, and shown', async () => {
    await service.owner('PUT', `${BUCKET}/p.jpg`, {
      body: await jpeg(photo(40, 30)),
      headers: { 'content-type': 'image/jpeg' },
    });
    const answer = await ask('GET', `/api/oss/${BUCKET}/p.jpg?x-oss-process=image/resize,w_20`, as(root));
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(answer.headers['content-disposition']).toBeUndefined();
  });

  test('a path that only looks like it', async () => {
    expect((await ask('GET', '/api/ossx/', as(root))).status).toBe(404);
    expect((await ask('GET', '/api/oss', as(root))).status).toBe(404);
    expect((await ask('GET', '/api/oss/../../etc/passwd', as(root))).status).toBe(400);
  });
});

test('/api/operations has every operation with every parameter', async () => {
  const { json } = await ask('GET', '/api/operations', as(stranger));
  const given = json.operations as { name: string; params: { key: string }[] }[];
  expect(given.map(({ name, params }) => [name, params.map(({ key }) => key)])).toEqual(
    operations.map(({ name, params }) => [name, Object.keys(params)]),
  );
  const resize = given.find(({ name }) => name === 'resize');
  expect(resize?.params.find(({ key }) => key === 'w')).toMatchObject({
    kind: 'integer',
    min: 1,
    max: 4096,
    allowed: 'an integer from 1 to 4096',
  });
  expect(resize?.params.find(({ key }) => key === 'm')).toMatchObject({
    choices: ['lfit', 'mfit', 'fill', 'pad', 'fixed'],
    fallback: 'lfit',
  });
});

test('/api/overview has the state and the numbers of the metrics page', async () => {
  const { json } = await ask('GET', '/api/overview', as(stranger));
  expect(json.health).toMatchObject({ ok: true });
  const metrics = json.metrics as Record<string, { labels: object; value: number }[]>;
  expect(metrics.tintype_console_sessions?.[0]?.value).toBeGreaterThanOrEqual(3);
  expect(metrics.tintype_console_sign_ins_total).toContainEqual({ labels: { result: 'right' }, value: 3 });
  expect(Object.keys(metrics).filter((name) => name.endsWith('_bucket'))).toEqual([]);
});

test('/api/machine, which names paths, is for the root account', async () => {
  expect((await ask('GET', '/api/machine', as(root))).json.parts).toMatchObject([{ name: 'Node.js', found: '20' }]);
  expect((await ask('GET', '/api/machine', as(stranger))).status).toBe(403);
  expect((await ask('GET', '/api/machine', as(limited))).status).toBe(403);
});

describe('/api/sign', () => {
  const sign = (json: object, sent = root) => ask('POST', '/api/sign', { json, ...as(sent) });
  const whole = { bucket: BUCKET, key: 'p.jpg', endpoint: 'http://127.0.0.1:9000', seconds: 60 };

  test('a URL that opens a private picture, processed, and nothing else', async () => {
    await service.owner('PUT', `${BUCKET}/p.jpg`, { body: await jpeg(photo(40, 30)) });
    const { json, text } = await sign({ ...whole, process: 'image/resize,w_20' });
    expect(text).not.toContain('root-secret');
    const url = new URL(String(json.url));
    const opened = await service.ask({ path: url.pathname, query: url.search.slice(1) });
    expect(opened.status).toBe(200);
    const more = url.search.slice(1).replace('w_20', 'w_30');
    expect((await service.ask({ path: url.pathname, query: more })).status).toBe(403);
  });

  test('it grants no more than the key has', async () => {
    const url = new URL(String((await sign(whole, stranger)).json.url));
    expect((await service.ask({ path: url.pathname, query: url.search.slice(1) })).status).toBe(403);
  });

  test.each([
    ['seconds', 0],
    ['seconds', 604_801],
    ['seconds', 1.5],
    ['seconds', '60'],
    ['seconds', null],
    ['endpoint', 'javascript:alert(1)//'],
    ['endpoint', 'http://a/b?c'],
    ['endpoint', undefined],
    ['bucket', 'No'],
    ['bucket', undefined],
    ['key', ''],
    ['key', 'x'.repeat(2000)],
    ['process', { length: 1 }],
  ])('%s %s is refused', async (name, value) => {
    expect((await sign({ ...whole, [name]: value })).status).toBe(400);
  });
});

describe('/api/keys', () => {
  test('created, limited, disabled, deleted; the secret is shown once', async () => {
    const made = await ask('POST', '/api/keys', {
      json: { note: 'shop', buckets: [BUCKET], readOnly: true },
      ...as(root),
    });
    expect(made.status).toBe(201);
    const key = made.json.key as { id: string; secret: string };
    expect(key).toMatchObject({ account: 'alice', note: 'shop', buckets: [BUCKET], readOnly: true, enabled: true });
    const list = await ask('GET', '/api/keys', as(root));
    expect(list.text).toContain(key.id);
    expect(list.text).not.toContain(key.secret);
    const change = (json: object) => ask('PATCH', `/api/keys/${key.id}`, { json, ...as(root) });
    expect((await change({ enabled: false, buckets: 'all', readOnly: false })).status).toBe(200);
    expect(await service.store.keys.find(key.id)).toMatchObject({ enabled: false, readOnly: false });
    expect((await service.store.keys.find(key.id))?.buckets).toBeUndefined();
    expect((await ask('DELETE', `/api/keys/${key.id}`, as(root))).status).toBe(200);
    expect((await ask('DELETE', `/api/keys/${key.id}`, as(root))).status).toBe(400);
    expect((await change({ enabled: true })).status).toBe(400);
  });

  test('neither another account nor a limited key of the root account makes itself a key', async () => {
    const before = (await service.store.keys.list()).length;
    for (const sent of [stranger, limited]) {
      expect((await ask('GET', '/api/keys', as(sent))).status).toBe(403);
      expect((await ask('POST', '/api/keys', { json: {}, ...as(sent) })).status).toBe(403);
      const [any] = await service.store.keys.list();
      const path = `/api/keys/${any?.id}`;
      expect((await ask('PATCH', path, { json: { enabled: true, readOnly: false }, ...as(sent) })).status).toBe(403);
      expect((await ask('DELETE', path, as(sent))).status).toBe(403);
    }
    expect(await service.store.keys.list()).toHaveLength(before);
  });

  test.each([
    [{ account: 'no blanks' }],
    [{ account: 5 }],
    [{ readOnly: 'yes' }],
    [{ buckets: 'all' }],
    [{ buckets: [] }],
    [{ buckets: [1] }],
    [{ buckets: Array(101).fill('b') }],
    [{ note: 'two\nlines' }],
    [{ note: 'x'.repeat(201) }],
  ])('%j is refused', async (json) => {
    expect((await ask('POST', '/api/keys', { json, ...as(root) })).status).toBe(400);
  });
});

describe('/api/temporary-keys', () => {
  const make = (json: object, sent = root) => ask('POST', '/api/temporary-keys', { json, ...as(sent) });

  test('of the root key pair and of a key of another account: what it may do, and its end', async () => {
    const { status, json } = await make({ seconds: 60, readOnly: true, buckets: [BUCKET], note: 'visitor' });
    expect(status).toBe(201);
    const key = json.key as { id: string; secret: string; token: string };
    expect(json.key).toMatchObject({ account: 'alice', readOnly: true, buckets: [BUCKET], note: 'visitor' });
    expect(await service.store.keys.find(key.id)).toMatchObject({ temporary: { of: ROOT.id }, token: key.token });
    const list = await ask('GET', '/api/keys', as(root));
    expect(list.text).toContain(key.id);
    for (const secret of [key.secret, key.token]) expect(list.text).not.toContain(secret);
    const of = (await service.store.keys.create({ account: 'erin' })).id;
    expect((await make({ of, seconds: 60 })).json.key).toMatchObject({ account: 'erin', temporary: { of } });
  });

  test('it signs nobody in: the page asks for no token', async () => {
    const pair = (await make({ seconds: 60 })).json.key as { id: string; secret: string };
    expect((await signIn(pair)).json.code).toBe('SignInFailed');
  });

  test('nobody but the root account makes one, of its own key neither', async () => {
    for (const sent of [stranger, limited]) expect((await make({ seconds: 60 }, sent)).status).toBe(403);
  });

  test('what could never work is told at once', async () => {
    const { keys } = service.store;
    const parent = await keys.create({ account: 'erin', buckets: ['photos'] });
    const temporary = await keys.createTemporary({ of: parent.id, account: 'erin', seconds: 60 });
    const disabled = await keys.create({ account: 'erin' });
    await keys.change(disabled.id, { enabled: false });
    for (const [json, message] of [
      [{ of: 'nobody', seconds: 60 }, 'There is no access key nobody.'],
      [{ of: temporary.id, seconds: 60 }, 'is temporary itself'],
      [{ of: disabled.id, seconds: 60 }, 'is disabled'],
      [{ of: parent.id, seconds: 60, buckets: ['music'] }, 'is limited to photos, without music'],
      [{ seconds: 59 }, '60 to 604800'],
      [{ seconds: 604_801 }, '60 to 604800'],
      [{ seconds: '60' }, '60 to 604800'],
      [{}, '60 to 604800'],
      [{ of: 5, seconds: 60 }, 'of must be a text'],
    ] as const) {
      const answer = await make(json);
      expect([answer.status, answer.json.message]).toEqual([400, expect.stringContaining(message)]);
    }
  });
});

test('what is not there, and methods that are not', async () => {
  expect((await ask('GET', '/api/', as(root))).json.code).toBe('NotFound');
  expect((await ask('GET', '/api/keys/', as(root))).status).toBe(404);
  expect((await ask('GET', '/api/__proto__', as(root))).status).toBe(404);
  const wrong = await ask('POST', '/api/operations', as(root));
  expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET']);
});
