import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { PutOptions } from '#src/store/records.js';
import { bodyOf } from './bodies.js';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

const FULL = { code: 'QuotaExceeded', message: 'Bucket storage exceed max storage capacity.', status: 403 };
const PART = 100 * 1024;
const NOBODY: Partial<PutOptions> = { headers: {} };

export function quotaContract(open: Open): void {
  describe('quotas', () => {
    const at = withStore(open, { retentionMs: 600_000 });
    const text = (bytes: number) => 'x'.repeat(bytes);
    const put = (bucket: string, key: string, bytes: number, options: Partial<PutOptions> = NOBODY) =>
      at.put(bucket, key, text(bytes), options);
    const refused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject(FULL);
    const limited = async (bytes: number) => {
      const bucket = await at.newBucket();
      await at.store.quotas.set(bucket, bytes);
      return bucket;
    };
    /** The most that can still be put, found by trying. */
    const roomOf = async (bucket: string) => {
      const before = (await at.store.bucket(bucket))?.quota ?? 0;
      for (let room = 0; room <= before; room++) {
        const tried = await put(bucket, 'probe', room + 1).catch(() => undefined);
        await at.store.delete(bucket, 'probe');
        if (tried === undefined) return room;
      }
      return before;
    };
    /** A body that tells whether anybody has read it. */
    const watched = () => {
      const seen = { read: false };
      const body = Readable.from(
        (async function* () {
          seen.read = true;
          yield Buffer.from(text(8));
        })(),
        { objectMode: false, highWaterMark: 1 },
      );
      return { seen, body };
    };

    test('of none, and of one that is taken away, refuse nothing', async () => {
      const bucket = await at.newBucket();
      expect((await at.store.bucket(bucket))?.quota).toBeUndefined();
      await at.store.quotas.set(bucket, 5);
      expect((await at.store.bucket(bucket))?.quota).toBe(5);
      await refused(put(bucket, 'key', 6));
      await at.store.quotas.set(bucket, undefined);
      expect((await at.store.bucket(bucket))?.quota).toBeUndefined();
      await put(bucket, 'key', 600);
      await expect(at.store.quotas.set('nowhere', 1)).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('count what was there before, parts too, and end with the bucket', async () => {
      const bucket = await at.newBucket();
      await put(bucket, 'a', 3);
      await put(bucket, 'z', 4);
      const upload = await at.store.uploads.initiate(bucket, 'm', { headers: {} });
      await at.store.uploads.putPart(upload, 1, bodyOf(text(5)), {});
      await at.store.quotas.set(bucket, 20);
      expect(await roomOf(bucket)).toBe(8);
      await at.store.quotas.set(bucket, 15);
      expect(await roomOf(bucket)).toBe(3);
      await at.store.uploads.abort(upload);
      await at.store.deleteAll(bucket, ['a', 'z', 'none']);
      expect(await roomOf(bucket)).toBe(15);
      await at.store.deleteBucket(bucket);
      await at.store.createBucket({ name: bucket, owner: OWNER });
      await put(bucket, 'key', 100);
    });

    test('a put is refused before its body when its length is known, and while it comes when not', async () => {
      const bucket = await limited(10);
      await put(bucket, 'key', 7);
      const { seen, body } = watched();
      await refused(at.put(bucket, 'new', body, { size: 8 }));
      expect(seen.read).toBe(false);
      await refused(put(bucket, 'new', 4));
      await put(bucket, 'new', 3);
      await refused(put(bucket, 'more', 1));
      await put(bucket, 'empty', 0);
      expect((await at.store.head(bucket, 'more')).object).toBeUndefined();
    });

    test('a body without a length is read no further than there is room', async () => {
      const bucket = await limited(10);
      let pulled = 0;
      const chunks = async function* () {
        for (; pulled < 200; pulled++) yield Buffer.alloc(256 * 1024);
      };
      await refused(at.put(bucket, 'key', Readable.from(chunks(), { objectMode: false })));
      expect(pulled).toBeLessThan(100);
    });

    test('what is replaced is counted off; what a full bucket has may shrink and stay, not grow', async () => {
      const bucket = await limited(10);
      await put(bucket, 'key', 10);
      await put(bucket, 'key', 10, { size: 10 });
      await refused(put(bucket, 'key', 11));
      await at.store.quotas.set(bucket, 4);
      await put(bucket, 'key', 10);
      await refused(put(bucket, 'key', 11, { size: 11 }));
      await put(bucket, 'key', 8);
      await refused(put(bucket, 'other', 1));
      await put(bucket, 'key', 3);
      expect(await roomOf(bucket)).toBe(1);
    });

    test('copies and appends count', async () => {
      const bucket = await limited(10);
      const object = await put(bucket, 'key', 4);
      await at.store.copy(object, bucket, 'copy', { headers: {} });
      await refused(at.store.copy(object, bucket, 'again', { headers: {} }));
      await at.store.copy(object, bucket, 'copy', { headers: {} });
      await at.store.append(bucket, 'log', 0, bodyOf('x'), { headers: {} });
      await refused(at.store.append(bucket, 'log', 1, bodyOf('xx'), { headers: {} }));
      const { seen, body } = watched();
      await refused(at.store.append(bucket, 'log', 1, body, { headers: {}, size: 8 }));
      expect(seen.read).toBe(false);
      expect(await at.store.append(bucket, 'log', 1, bodyOf('y'), { headers: {} })).toMatchObject({ size: 2 });
      await refused(at.store.append(bucket, 'other', 0, bodyOf('y'), { headers: {} }));
      await at.store.link(bucket, 'link', 'key', { headers: {} });
      await at.store.delete(bucket, 'log');
      expect(await roomOf(bucket)).toBe(2);
    });

    test('parts count from their arrival, and once', async () => {
      const bucket = await limited(3 * PART);
      const upload = await at.store.uploads.initiate(bucket, 'key', { headers: {} });
      const part = (number: number, bytes: number, size?: number) =>
        at.store.uploads.putPart(upload, number, bodyOf(text(bytes)), size === undefined ? {} : { size });
      const first = await part(1, PART);
      const second = await part(2, PART);
      await part(3, PART);
      await refused(part(4, 1));
      const { seen, body } = watched();
      await refused(at.store.uploads.putPart(upload, 4, body, { size: 8 }));
      expect(seen.read).toBe(false);
      // Sent again it replaces as much.
      await part(3, PART, PART);
      await refused(part(3, PART + 1));
      const source = await at.found(await oneObject(PART), 'key');
      await refused(at.store.uploads.copyPart(upload, 4, source));
      await at.store.uploads.copyPart(upload, 3, source);
      const parts = [first, second].map(({ number, md5: etag }) => ({ number, etag }));
      await at.store.uploads.complete(upload, { parts });
      // The third was not chosen: its bytes are free again.
      await put(bucket, 'rest', PART);
      await refused(put(bucket, 'more', 1));
      await at.store.delete(bucket, 'key');
      await put(bucket, 'more', 2 * PART);
    });

    const oneObject = async (bytes: number) => {
      const bucket = await at.newBucket();
      await put(bucket, 'key', bytes);
      return bucket;
    };

    test('what lifecycle rules remove is free again', async () => {
      const bucket = await limited(10);
      await put(bucket, 'key', 7);
      const upload = await at.store.uploads.initiate(bucket, 'up', { headers: {} });
      await at.store.uploads.putPart(upload, 1, bodyOf(text(3)), {});
      const days = { days: 1 };
      await at.store.lifecycles.set(bucket, [
        { id: 'a', prefix: '', enabled: true, tags: [], expiration: days, abort: days },
      ]);
      at.opened.advance(3 * 86_400_000);
      await at.store.expire();
      expect(await roomOf(bucket)).toBe(10);
      await at.store.lifecycles.set(bucket, undefined);
    });

    test('sixteen writers at once never hold more, and leave nothing of what is refused', async () => {
      const bucket = await limited(50);
      const work = Array.from({ length: 16 * 6 }, (_, n) =>
        n % 3 === 2 ? at.store.delete(bucket, `k${n % 16}`) : put(bucket, `k${n % 16}`, 1 + (n % 7)),
      );
      const failures = (await Promise.allSettled(work)).flatMap((each) =>
        each.status === 'rejected' ? [each.reason] : [],
      );
      for (const failure of failures) expect(failure).toMatchObject(FULL);
      const { classes } = await at.store.usage(bucket);
      const held = classes.reduce((sum, { bytes }) => sum + bytes, 0);
      expect(held).toBeLessThanOrEqual(50);
      expect(await roomOf(bucket)).toBe(50 - held);
      const writers = await Promise.allSettled(Array.from({ length: 16 }, (_, n) => put(bucket, `new${n}`, 50 - held)));
      expect(writers.filter(({ status }) => status === 'fulfilled').length).toBe(held < 50 ? 1 : 16);
      at.opened.advance(2 * 600_000);
      expect((await at.store.sweep()).adopted).toBe(0);
    });

    test('a quota that is given while others write counts each of their bytes once', async () => {
      const bucket = await at.newBucket();
      const ways = Array.from({ length: 60 }, (_, n) => async () => {
        const key = `k${n % 20}`;
        if (n % 4 === 3) await at.store.delete(bucket, key);
        else await put(bucket, key, 1 + (n % 5));
      });
      const early = ways.slice(0, 30).map((way) => way());
      const given = at.store.quotas.set(bucket, 1000);
      await Promise.all([...early, given, ...ways.slice(30).map((way) => way())]);
      const { classes } = await at.store.usage(bucket);
      const held = classes.reduce((sum, { bytes }) => sum + bytes, 0);
      await at.store.quotas.set(bucket, held + 3);
      expect(await roomOf(bucket)).toBe(3);
    });
  });
}
