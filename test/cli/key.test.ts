/** `tintype key` beside a running server, as a process of its own, and without one. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '#src/app.js';
import { loadConfig } from '#src/config.js';
import { keptRootKey } from '#src/root-key.js';
import { type KeyPair, signed } from '../oss/request.js';
import { tintype } from './tintype.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

let data = '';
let app: App;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tintype-keys-'));
  const given = { port: '0', 'console-port': '0', data, workers: '1', 'no-demo': 'true', 'log-level': 'silent' };
  app = await createApp(loadConfig({ flags: given, env: {} }));
});

afterAll(async () => {
  await app?.close();
  await rm(data, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Another process than the server's. */
function elsewhere(...args: string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'key', ...args, '--data', data], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** As a function: quicker. */
async function key(...args: string[]): Promise<Said> {
  const { code, stdout, stderr } = await tintype(['key', ...args, '--data', data]);
  return { code, out: stdout.toString(), err: stderr };
}

async function created(...args: string[]): Promise<KeyPair> {
  const { out } = await key('create', '--json', ...args);
  const { accessKeyId, accessKeySecret } = JSON.parse(out);
  return { id: accessKeyId, secret: accessKeySecret };
}

async function status(pair: KeyPair, method: string, target: string): Promise<number> {
  const { headers = {} } = signed({ method }, target, pair);
  return (await fetch(app.oss.url + target, { method, headers })).status;
}

test('a key that is created beside the server signs at once; disabled or deleted it does not', async () => {
  const { code, out, err } = await elsewhere(
    'create',
    '--bucket',
    'photos',
    '--bucket',
    'thumbs',
    '--note',
    'the shop',
  );
  expect([code, err]).toEqual([0, '']);
  const [, id = '', secret = ''] =
    /^Key id {3}(TINT\w{20})\nSecret {3}(\w{30}) {3}\(shown this once\)\nAccount {2}1000000000000001\nRights {3}reads and writes in photos, thumbs\n$/.exec(
      out,
    ) ?? [];
  const pair = { id, secret };
  expect(await status(pair, 'PUT', '/photos/')).toBe(200);
  expect(await status(pair, 'PUT', '/music/')).toBe(403);
  expect(await elsewhere('disable', id)).toMatchObject({ code: 0, out: `Disabled ${id}.\n` });
  expect(await status(pair, 'GET', '/photos/')).toBe(403);
  expect(await key('enable', id)).toMatchObject({ code: 0, out: `Enabled ${id}.\n` });
  expect(await status(pair, 'GET', '/photos/')).toBe(200);
  expect(await key('delete', id)).toMatchObject({ code: 0, out: `Deleted ${id}.\n` });
  expect(await status(pair, 'GET', '/photos/')).toBe(403);
});

test('the list says what each may and when it was used, and tells no secret', async () => {
  const reader = await created('--read-only', '--account', 'ann', '--note', 'reports');
  const writer = await created('--account', 'ann');
  await key('disable', writer.id);
  await status(reader, 'GET', '/');
  const day = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d';
  await expect.poll(async () => (await app.store.keys.find(reader.id))?.lastUsedAt).toBeDefined();
  const { out } = await key('list');
  const root = await keptRootKey(data);
  expect(out).toMatch(/^KEY ID +ACCOUNT +STATE +CREATED +LAST USED +RIGHTS +NOTE\n/);
  expect(out).toMatch(new RegExp(`^${root?.accessKeyId}  1000000000000001  root +everything$`, 'm'));
  expect(out).toMatch(new RegExp(`^${reader.id}  ann +enabled   ${day}  ${day}  reads everywhere +reports$`, 'm'));
  expect(out).toMatch(new RegExp(`^${writer.id}  ann +disabled  ${day}  never +reads and writes everywhere$`, 'm'));
  const json = await key('list', '--account', 'ann', '--json');
  expect(JSON.parse(json.out)).toMatchObject([
    { accessKeyId: reader.id, account: 'ann', enabled: true, readOnly: true, note: 'reports' },
    { accessKeyId: writer.id, enabled: false, readOnly: false },
  ]);
  for (const { secret } of [reader, writer, { secret: root?.accessKeySecret }]) {
    expect(out + json.out).not.toContain(secret);
  }
});

test('temporary credentials', async () => {
  const { id } = await created('--bucket', 'photos', '--bucket', 'thumbs', '--account', 'cleo');
  const { code, out } = await key('temporary', id, '--expires', '2h', '--read-only', '--bucket', 'photos');
  expect(code).toBe(0);
  const [, temporary = '', until = ''] =
    /^Key id {3}(STS\.\w{24})\nSecret {3}\w{30} {3}\(shown this once\)\nToken {4}\w{64} {3}\(shown this once\)\nUntil {4}(\S+)\nOf {7}TINT\w{20}\nRights {3}reads in photos, where TINT\w{20} may\n$/.exec(
      out,
    ) ?? [];
  expect(Date.parse(until) - Date.now()).toBeGreaterThan(7_190_000);
  const minute = until.slice(0, 16).replace('T', ' ');
  const { out: list } = await key('list', '--account', 'cleo');
  expect(list).toMatch(
    new RegExp(`^${temporary.replace('.', '\\.')} +cleo +until ${minute} .*never +reads in photos$`, 'm'),
  );
  const json = await key('list', '--account', 'cleo', '--json');
  expect(JSON.parse(json.out)[1]).toMatchObject({ accessKeyId: temporary, of: id, expiresAt: until });
  expect(list + json.out).not.toMatch(/token/i);
  const { accessKeyId: root = '' } = (await keptRootKey(data)) ?? {};
  const all = JSON.parse((await key('temporary', root, '--json')).out);
  expect(all).toMatchObject({ of: root, account: '1000000000000001', readOnly: false });
  const { headers = {} } = signed({ headers: { 'x-oss-security-token': all.securityToken } }, '/', {
    id: all.accessKeyId,
    secret: all.accessKeySecret,
  });
  expect((await fetch(`${app.oss.url}/`, { headers })).status).toBe(200);
  expect((await key('temporary', temporary)).err).toContain(`${temporary} is temporary itself.`);
  expect((await key('temporary', id, '--bucket', 'music')).err).toContain(
    'is limited to photos, thumbs, without music.',
  );
  await key('disable', id);
  expect((await key('temporary', id)).err).toContain(`${id} is disabled.`);
});

test('the first key of another account is told as such', async () => {
  const first = await key('create', '--account', 'bea');
  expect(first).toMatchObject({ code: 0, err: 'This is the first key of the account bea.\n' });
  expect((await key('create', '--account', 'bea')).err).toBe('');
});

test.each([
  [['create', '--bucket', 'No_Bucket'], 2, 'Allowed: 3 to 63 of a-z, 0-9 and -'],
  [['create', '--account', 'a b'], 2, 'parameter: account is invalid. Allowed: 1 to 64 of A-Z a-z 0-9 _ . -'],
  [['create', '--note', 'x'.repeat(201)], 2, 'at most 200 characters'],
  [['disable'], 2, "missing required argument 'key-id'"],
  [['disable', 'TINTnobody'], 1, 'there is no key TINTnobody; tintype key list shows those there are.'],
  [['delete', 'TINTnobody'], 1, 'there is no key TINTnobody'],
  [['temporary', 'TINTnobody'], 1, 'there is no key TINTnobody'],
  [['temporary', 'x', '--expires', '59s'], 2, 'from 60s to 7d'],
  [['temporary', 'x', '--expires', '8d'], 2, 'from 60s to 7d'],
])('%j is refused in one line', async (args, code, line) => {
  const said = await key(...args);
  expect(said.code).toBe(code);
  expect(said.err).toContain(line);
  expect(said.err.trim().split('\n')).toHaveLength(1);
});

test('the root key pair is not changed here', async () => {
  const { accessKeyId = '' } = (await keptRootKey(data)) ?? {};
  for (const verb of ['disable', 'enable', 'delete']) {
    const { code, err } = await key(verb, accessKeyId);
    expect(code).toBe(1);
    expect(err).toContain(`${accessKeyId} is the root key pair. It is replaced, not changed here`);
  }
});

test('a directory without a store is not made into one', async () => {
  const { code, stderr } = await tintype(['key', 'list', '--data', join(data, 'elsewhere')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tintype: --data \S+elsewhere: holds no store yet\. [^\n]+\n$/);
  await expect(stat(join(data, 'elsewhere'))).rejects.toThrow('ENOENT');
});

test('of a directory whose rows are in PostgreSQL, the database has to be named', async () => {
  const directory = await mkdtemp(join(data, 'rows-elsewhere-'));
  await writeFile(join(directory, 'metadata.id'), 'f3b9c1de-0000-4000-8000-000000000000\n');
  const { code, stderr } = await tintype(['key', 'list', '--data', directory]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tintype: --metadata is missing: \S+ has no metadata\.db, [^\n]+\n$/);
  expect(await readdir(directory)).toEqual(['metadata.id']);
});

test('only the user who serves can read the secrets', async () => {
  for (const name of ['metadata.db', 'metadata.db-wal']) {
    expect((await stat(join(data, name))).mode & 0o077).toBe(0);
  }
});

test('beside a server of another version nothing is changed', async () => {
  const version = (number: string) => {
    const db = new DatabaseSync(join(data, 'metadata.db'));
    const [before] = db.prepare('select version from schema_version').all();
    db.exec(`update schema_version set version = ${number}`);
    db.close();
    return String(before?.version);
  };
  const current = version('2');
  const said = await key('create');
  expect(version(current)).toBe('2');
  expect(said).toMatchObject({ code: 1, out: '' });
  expect(said.err).toMatch(
    /^tintype: --data \S+: \S+metadata\.db is of another Tintype \(schema 2, this one knows \d+\)/,
  );
});

test('without a server it is the same; a database of another version is left alone', async () => {
  await app.close();
  const before = await created();
  expect((await key('list')).out).toContain(before.id);
  expect(await key('delete', before.id)).toMatchObject({ code: 0 });
  const db = new DatabaseSync(join(data, 'metadata.db'));
  db.exec('update schema_version set version = 999');
  db.close();
  expect((await key('list')).err).toMatch(/^tintype: --data \S+: \S+metadata\.db was written by a newer Tintype/);
});
