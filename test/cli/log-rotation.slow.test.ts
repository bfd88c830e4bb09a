/** The log is whatever stdout is: where that is a file, it is rotated by copying and emptying it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

test('a log file that is emptied goes on at its start, without a gap', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tintype-log-'));
  const log = join(directory, 'access.log');
  const args = [
    MAIN,
    'serve',
    '--port',
    '0',
    '--console-port',
    '0',
    '--workers',
    '1',
    '--no-demo',
    '--data',
    directory,
  ];
  // As `>> access.log` of a shell does.
  const server = spawn(process.execPath, args, { stdio: ['ignore', openSync(log, 'a'), 'pipe'] });
  let said = '';
  while (!/Ctrl-C stops it/.test(said)) said += String((await once(server.stderr as NodeJS.ReadableStream, 'data'))[0]);
  const endpoint = /Endpoint +(\S+)/.exec(said)?.[1];
  const lines = async (): Promise<string[]> => {
    while (!readFileSync(log, 'latin1').endsWith('\n')) await sleep(20);
    return readFileSync(log, 'latin1').trim().split('\n');
  };
  await fetch(`${endpoint}/before/key`);
  expect((await lines()).map((line) => JSON.parse(line).path)).toEqual(['/before/key']);
  truncateSync(log);
  await fetch(`${endpoint}/after/key`);
  expect((await lines()).map((line) => JSON.parse(line).path)).toEqual(['/after/key']);
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(directory, { recursive: true });
});
