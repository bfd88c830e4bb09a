import { expect, test } from 'vitest';
import { Crc64 } from '#src/store/blobs/crc64.js';

/** The check value of CRC-64/XZ, and what OSS clients compare against. */
test.each([
  ['', '0'],
  ['123456789', '11051210869376104954'],
])('%j', async (text, expected) => {
  const run = (await Crc64.load()).start();
  run.update(Buffer.from(text));
  expect(run.digest()).toBe(expected);
});

test('runs that take turns do not mix', async () => {
  const crc64 = await Crc64.load();
  const runs = [crc64.start(), crc64.start(), crc64.start()];
  for (const digit of '123456789') for (const run of runs) run.update(Buffer.from(digit));
  const other = crc64.start();
  other.update(Buffer.from('other'));
  expect(runs.map((run) => run.digest())).toEqual(Array(3).fill('11051210869376104954'));
});
