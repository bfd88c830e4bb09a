/** The log is whatever stdout is: where that is a file, it is rotated by copying and emptying it. */
import { readFileSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until } from '../until.js';
import { FREE, useServers } from './serving.js';

const { at, data, serveUnder } = useServers();

test('a log file that is emptied goes on at its start, without a gap', async () => {
  const log = at('access.log');
  const server = serveUnder(['sh', '-c', `exec "$0" "$@" >> ${log}`], [...FREE, ...data(), '--no-demo']);
  const endpoint = await server.endpoint();
  const paths = async (): Promise<string[]> => {
    const written = () => readFileSync(log, 'latin1');
    await until(() => written().endsWith('\n'));
    return written()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).path);
  };
  await fetch(`${endpoint}/before/key`);
  expect(await paths()).toEqual(['/before/key']);
  truncateSync(log);
  await fetch(`${endpoint}/after/key`);
  expect(await paths()).toEqual(['/after/key']);
});
