import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginRun, endRun } from '#src/store/results/boot.js';
import { Results } from '#src/store/results/results.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tintype-boot-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('what a run of the machine has left is trusted in the same run, and in another when it was ended in order', () => {
  expect(beginRun(directory, 'first')).toBe(false);
  // The process was killed.
  expect(beginRun(directory, 'first')).toBe(true);
  // The machine was.
  expect(beginRun(directory, 'second')).toBe(false);
  endRun(directory, 'second');
  expect(beginRun(directory, 'third')).toBe(true);
  expect(beginRun(directory, 'fourth')).toBe(false);
});

test('a mark that is torn is none, and where no run has a name nothing is doubted', () => {
  beginRun(directory, 'first');
  writeFileSync(join(directory, 'boot'), 'fir');
  expect(beginRun(directory, 'first')).toBe(false);
  expect(beginRun(directory, undefined)).toBe(true);
});

test.skipIf(process.platform !== 'linux')('results of before a power cut are rendered again', async () => {
  const open = () => Results.open({ directory, memoryBytes: 0, diskBytes: 1_000_000 });
  const bytes = Buffer.alloc(1000, 'x');
  let renders = 0;
  const ask = async (results: Results) => {
    await results.get('A'.repeat(32), async () => {
      renders++;
      return { body: { bytes }, size: bytes.length, contentType: 'image/jpeg' };
    });
    await results.settled();
  };
  const killed = open();
  await ask(killed);
  const after = open();
  await ask(after);
  expect(renders).toBe(1);
  await after.close();
  await killed.close();
  const restarted = open();
  await ask(restarted);
  expect(renders).toBe(1);
  writeFileSync(join(directory, 'boot'), 'another run of the machine');
  const again = open();
  await ask(again);
  expect(renders).toBe(2);
  await again.close();
  await restarted.close();
});
