import { getEventListeners } from 'node:events';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Inbox } from '#src/store/blobs/inbox.js';
import { until } from '../../until.js';

const batchBytes = () => 1 << 20;

/** An endless body that counts what it was asked for. */
function endless(chunk: number): { body: Readable; produced: () => number } {
  let produced = 0;
  const body = new Readable({
    read() {
      produced += chunk;
      this.push(Buffer.alloc(chunk));
    },
  });
  return { body, produced: () => produced };
}

test('asks for nothing before the first batch is wanted', async () => {
  const { body, produced } = endless(64 << 10);
  new Inbox(body, { see: () => {}, batchBytes });
  await sleep(5);
  expect(produced()).toBe(0);
});

test.each([
  ['large', 64 << 10, 1 << 20, 4 << 20],
  ['tiny', 1, 1024, 100_000],
])('a full batch of %s chunks waits, and the body waits with it', async (_, chunk, batch, ceiling) => {
  const { body, produced } = endless(chunk);
  let seen = 0;
  const inbox = new Inbox(body, {
    batchBytes,
    see: ({ length }) => {
      seen += length;
    },
  });
  expect(Buffer.concat(await inbox.next())).toHaveLength(batch);
  await until(() => seen >= 2 * batch);
  await sleep(20);
  expect(seen).toBe(2 * batch);
  expect(produced()).toBeLessThan(ceiling);
  expect(Buffer.concat(await inbox.next())).toHaveLength(batch);
  inbox.close();
  await sleep(20);
  expect(produced()).toBeLessThan(ceiling);
  body.destroy();
});

test('a failure comes before what had arrived, and a late one hurts nobody', async () => {
  const { body } = endless(64 << 10);
  const inbox = new Inbox(body, { see: () => {}, batchBytes });
  await inbox.next();
  body.destroy(new Error('reset'));
  await expect(inbox.next()).rejects.toMatchObject({ code: 'IncompleteBody', cause: new Error('reset') });

  const other = endless(64 << 10).body;
  const closed = new Inbox(other, { see: () => {}, batchBytes });
  closed.close();
  other.destroy(new Error('nobody listens'));
  await sleep(5);
});

test('leaves nothing behind at a signal that outlives it', () => {
  const { signal } = new AbortController();
  const inbox = new Inbox(endless(1).body, { signal, see: () => {}, batchBytes });
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  inbox.close();
  expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('a batch that is full because others came while the loop turned goes to who waits for it', async () => {
  const { body } = endless(64 << 10);
  let share = 1 << 20;
  let seen = 0;
  const inbox = new Inbox(body, {
    batchBytes: () => share,
    see: ({ length }) => {
      seen += length;
      // As many bytes as one turn may bring: the body is paused, and others get their share meanwhile.
      if (seen === 256 << 10) queueMicrotask(() => (share = 64 << 10));
    },
  });
  expect(Buffer.concat(await inbox.next())).toHaveLength(256 << 10);
  expect(Buffer.concat(await inbox.next())).toHaveLength(64 << 10);
  inbox.close();
  body.destroy();
});

test('lets the event loop turn while a long body arrives', async () => {
  const { body } = endless(64 << 10);
  let inThisTurn = 0;
  let most = 0;
  const inbox = new Inbox(body, {
    batchBytes: () => 8 << 20,
    see: ({ length }) => {
      inThisTurn += length;
      most = Math.max(most, inThisTurn);
    },
  });
  const count = () => {
    inThisTurn = 0;
    turn = setImmediate(count);
  };
  let turn = setImmediate(count);
  expect(Buffer.concat(await inbox.next())).toHaveLength(8 << 20);
  clearImmediate(turn);
  inbox.close();
  body.destroy();
  // 256 KB, counted from a turn that begins a little earlier or later than the inbox's own.
  expect(most).toBeLessThanOrEqual(2 * (256 << 10));
});
