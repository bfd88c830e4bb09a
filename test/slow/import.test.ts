/** `tintype import` of much: killed in the middle, and objects of several parts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tintype } from '../cli/tintype.js';
import { KEYS, TestServer } from '../cli/two-servers.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const OBJECTS = 3000;

let here: TestServer;
let there: TestServer;
let directory = '';

beforeAll(async () => {
  [here, there] = await Promise.all([TestServer.start(), TestServer.start()]);
  directory = await mkdtemp(join(tmpdir(), 'tintype-import-'));
});

afterAll(async () => {
  await here?.stop();
  await there?.stop();
  await rm(directory, { recursive: true, force: true });
});

test('killed again and again, it loses nothing and stores nothing that is broken', async () => {
  await there.must('PUT', '/many/');
  const keys = Array.from({ length: OBJECTS }, (_, n) => `${n % 7}/${String(n).padStart(5, '0')}`).sort();
  const queue = keys.values();
  const lane = async () => {
    for (const key of queue) await there.must('PUT', `/many/${key}`, { body: `${key} `.repeat(1 + (key.length % 50)) });
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  const args = ['import', 'oss://many', 'copy', '--port', here.port, '--remote', there.url];
  let killed = 0;
  for (let before = 0; killed < 4; ) {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { PATH: process.env.PATH, ...KEYS },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    // Somewhere in the middle of what is still missing.
    while (child.exitCode === null && (await arrived()) < before + OBJECTS / 6) await sleep(5);
    if (child.exitCode !== null) break;
    child.kill('SIGKILL');
    await ended;
    killed++;
    before = await arrived();
  }
  expect(killed).toBe(4);
  const { code, stderr } = await tintype(args, { env: KEYS });
  expect(code).toBe(0);
  // Before it, every ten seconds, how far it was.
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const [, copied = '', same = ''] = /^([\d,]+) copied .*, ([\d,]+) there already, 0 failed/.exec(last) ?? [];
  const [now, earlier] = [copied, same].map((text) => Number(text.replace(',', '')));
  expect(Number(now) + Number(earlier)).toBe(OBJECTS);
  expect(earlier).toBeGreaterThan(OBJECTS / 3);
  expect(await contents(here, 'copy')).toEqual(await contents(there, 'many'));
});

async function arrived(): Promise<number> {
  const { text } = await here.ask('GET', '/copy/?stat');
  return Number(/<ObjectCount>(\d+)/.exec(text)?.[1] ?? 0);
}

/** Keys with sizes and ETags. */
async function contents(server: TestServer, bucket: string): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ; ) {
    const { text } = await server.must('GET', `/${bucket}/?list-type=2&max-keys=1000&start-after=${after}`);
    const page = [...text.matchAll(/<Key>([^<]*).*?<ETag>([^<]*).*?<Size>(\d+)/g)];
    if (page.length === 0) return found;
    found.push(...page.map(([, ...facts]) => facts.join(' ')));
    after = encodeURIComponent(page.at(-1)?.[1] ?? '');
  }
}

test('a large object goes in parts, has the ETag of its source and is known again', async () => {
  await there.must('PUT', '/large/');
  await mkdir(join(directory, 'large'));
  await writeFile(join(directory, 'large', 'film'), Buffer.alloc(70 << 20, 'film'));
  const args = ['import', join(directory, 'large'), 'large', '--port', there.port];
  expect((await tintype(args, { env: KEYS })).stderr).toMatch(/^1 copied \(70\.0 MB\)/m);
  expect((await tintype(args, { env: KEYS })).stderr).toMatch(/^0 copied \(0 B\), 1 there already/m);
  const back = ['import', 'oss://large', 'large', '--port', here.port, '--remote', there.url];
  expect((await tintype(back, { env: KEYS })).stderr).toMatch(/^1 copied \(70\.0 MB\)/m);
  const [copy, original] = [await here.must('HEAD', '/large/film'), await there.must('HEAD', '/large/film')];
  for (const name of ['etag', 'x-oss-hash-crc64ecma', 'content-length', 'x-oss-object-type']) {
    expect(copy.headers.get(name), name).toBe(original.headers.get(name));
  }
  expect(original.headers.get('etag')).toMatch(/-3"$/);
});
