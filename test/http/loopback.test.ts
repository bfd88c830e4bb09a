import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { type Lendable, Loopback } from '#src/http/loopback.js';

const loopbacks: Loopback[] = [];

afterEach(async () => {
  await Promise.all(loopbacks.splice(0).map((loopback) => loopback.close()));
});

function start(): Loopback {
  const loopback = new Loopback();
  loopbacks.push(loopback);
  return loopback;
}

const lendable = (text: string): Lendable => ({
  size: text.length,
  read: async ({ start, end }) => Readable.from([Buffer.from(text.slice(start, end + 1))]),
});

const ask = async (url: string, range?: string, method = 'GET') => {
  const response = await fetch(url, { method, headers: range === undefined ? {} : { range } });
  return [response.status, response.headers.get('content-range'), await response.text()];
};

test('an object, whole and in ranges', async () => {
  const { url } = await start().lend(lendable('0123456789'));
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{64}$/);
  expect(await ask(url)).toEqual([206, 'bytes 0-9/10', '0123456789']);
  expect(await ask(url, 'bytes=4-')).toEqual([206, 'bytes 4-9/10', '456789']);
  expect(await ask(url, 'bytes=4-6')).toEqual([206, 'bytes 4-6/10', '456']);
  expect(await ask(url, 'bytes=4-99')).toEqual([206, 'bytes 4-9/10', '456789']);
  expect(await ask(url, 'bytes=10-')).toEqual([416, 'bytes */10', '']);
});

test('where it cannot listen, the next who lends tries again', async () => {
  const directory = join(tmpdir(), `tintype-loopback-${process.pid}`);
  const loopback = new Loopback(join(directory, 'socket'));
  loopbacks.push(loopback);
  await expect(loopback.lend(lendable('x'))).rejects.toMatchObject({ syscall: 'listen' });
  mkdirSync(directory);
  try {
    expect((await loopback.lend(lendable('x'))).url).toMatch(/^http:/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('nothing else: another path, another method, an object that was given back', async () => {
  const loopback = start();
  const one = await loopback.lend(lendable('one'));
  const two = await loopback.lend(lendable('two'));
  expect(one.url).not.toBe(two.url);
  expect((await ask(new URL('/', one.url).href))[0]).toBe(404);
  expect((await ask(`${one.url}x`))[0]).toBe(404);
  expect((await ask(`${one.url}?a`))[0]).toBe(404);
  expect((await ask(one.url, undefined, 'POST'))[0]).toBe(404);
  one.end();
  expect((await ask(one.url))[0]).toBe(404);
  expect((await ask(two.url))[2]).toBe('two');
  expect(loopback.lent).toBe(1);
});

test('giving it back cuts off what is being sent, and closes what was read', async () => {
  const endless = new Readable({ read() {} });
  const { url, end } = await start().lend({ size: 1000, read: async () => endless });
  endless.push('a');
  const response = await fetch(url);
  end();
  await expect(response.text()).rejects.toThrow();
  await expect.poll(() => endless.destroyed).toBe(true);
});

test('a store that fails ends the connection', async () => {
  const { url } = await start().lend({ size: 5, read: async () => Promise.reject(new Error('gone')) });
  await expect(fetch(url)).rejects.toThrow();
});

test('closing ends everything; what never listened has nothing to close', async () => {
  const loopback = start();
  await loopback.close();
  const { url } = await loopback.lend(lendable('x'));
  await loopback.close();
  await expect(fetch(url)).rejects.toThrow();
});
