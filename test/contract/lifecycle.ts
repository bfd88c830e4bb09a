import { afterEach, describe, expect, test } from 'vitest';
import type { LifecycleRule } from '#src/store/lifecycle-records.js';
import type { ObjectRecord, PutOptions } from '#src/store/records.js';
import { bodyOf, collect } from './bodies.js';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

const rule = (id: string, made: Partial<LifecycleRule> = {}): LifecycleRule => ({
  id,
  prefix: '',
  enabled: true,
  tags: [],
  expiration: { days: 1 },
  ...made,
});

export function lifecycleContract(open: Open): void {
  describe('lifecycle rules', () => {
    const at = withStore(open);
    const keysOf = async (bucket: string) =>
      (await at.store.list({ bucket, limit: 1000 })).objects.map(({ key }) => key);
    const rulesOf = async (bucket: string) => {
      const found = await at.store.bucket(bucket);
      return found && at.store.lifecycles.rulesOf(found);
    };
    const put = (bucket: string, key: string, options: Partial<PutOptions> = {}) =>
      at.store.put(bucket, key, bodyOf('body'), { headers: {}, ...options });
    /** A run is for all buckets: what one test has ruled must not be what another one counts. */
    afterEach(async () => {
      for (const { name } of (await at.store.buckets({ owner: OWNER, limit: 1000 })).buckets) {
        await at.store.lifecycles.set(name, undefined);
      }
    });
    /** The clock of a store only moves on, and the tests share it: each begins at a midnight and a half. */
    const toMidnight = ({ modifiedAt }: ObjectRecord) => DAY - (modifiedAt % DAY);
    const newObject = async (bucket: string, key: string) => {
      const { modifiedAt } = await put(await at.newBucket(), 'what-time-is-it');
      at.opened.advance(DAY - (modifiedAt % DAY) + 12 * HOUR);
      return put(bucket, key);
    };

    test('are kept whole, seen at once with every row of the bucket, and taken away', async () => {
      const bucket = await at.newBucket();
      await put(bucket, 'key');
      const rules = [rule('a', { prefix: 'x/', tags: [{ key: 'k', value: 'v' }] }), rule('b', { enabled: false })];
      expect(await rulesOf(bucket)).toBeUndefined();
      await at.store.lifecycles.set(bucket, rules);
      expect(await rulesOf(bucket)).toEqual(rules);
      const { bucket: seen } = await at.store.head(bucket, 'key');
      expect(seen && (await at.store.lifecycles.rulesOf(seen))).toEqual(rules);
      const { buckets } = await at.store.buckets({ owner: OWNER, limit: 1000 });
      expect(buckets.find(({ name }) => name === bucket)?.lifecycle).toBe(seen?.lifecycle);
      await at.store.lifecycles.set(bucket, [rule('c')]);
      expect(await rulesOf(bucket)).toEqual([rule('c')]);
      await at.store.lifecycles.set(bucket, undefined);
      expect(await rulesOf(bucket)).toBeUndefined();
      expect((await at.store.head(bucket, 'key')).bucket?.lifecycle).toBeUndefined();
      await expect(at.store.lifecycles.set('nowhere', [])).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });

    test('go with their bucket', async () => {
      const bucket = await at.newBucket();
      await at.store.lifecycles.set(bucket, [rule('a')]);
      await at.store.deleteBucket(bucket);
      await at.store.createBucket({ name: bucket, owner: OWNER });
      expect(await rulesOf(bucket)).toBeUndefined();
    });

    test('days end at the next midnight, and one run a day is enough', async () => {
      const bucket = await at.newBucket();
      const object = await newObject(bucket, 'key');
      await at.store.lifecycles.set(bucket, [rule('a', { expiration: { days: 2 } })]);
      at.opened.advance(toMidnight(object) + 2 * DAY - 1);
      expect(await at.store.expire()).toEqual({ objects: 0, bytes: 0, uploads: 0 });
      expect(await keysOf(bucket)).toEqual(['key']);
      at.opened.advance(1);
      expect(await at.store.expire()).toEqual({ objects: 1, bytes: 4, uploads: 0 });
      expect(await keysOf(bucket)).toEqual([]);
      expect((await at.store.head(bucket, 'key')).object).toBeUndefined();
      expect(await at.store.expire()).toEqual({ objects: 0, bytes: 0, uploads: 0 });
    });

    test('of a date remove what is older, when it has come', async () => {
      const bucket = await at.newBucket();
      const { modifiedAt } = await newObject(bucket, 'key');
      const tomorrow = modifiedAt + 12 * HOUR;
      await at.store.lifecycles.set(bucket, [rule('a', { expiration: { before: tomorrow, named: 'Date' } })]);
      expect(await at.store.expire()).toMatchObject({ objects: 0 });
      at.opened.advance(13 * HOUR);
      await put(bucket, 'new');
      await at.store.expire();
      expect(await keysOf(bucket)).toEqual(['new']);
      at.opened.advance(3 * DAY);
      await at.store.expire();
      expect(await keysOf(bucket)).toEqual(['new']);
    });

    test('are for their prefix, tags and sizes, and while they are enabled', async () => {
      const [bucket, other] = [await at.newBucket(), await at.newBucket()];
      await newObject(bucket, 'keep');
      const tags = [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ];
      for (const key of ['a', 'tmp/a', 'tmp/a/b', 'tmp0', '\u{1f408}/x', 'z']) await put(bucket, key);
      for (const key of ['tagged/both', 'tagged/kept/x']) await put(bucket, key, { tags });
      await put(bucket, 'tagged/one', { tags: tags.slice(1) });
      await at.store.put(bucket, 'sized/long', bodyOf('longer than four'), { headers: {} });
      await put(bucket, 'sized/short');
      await put(other, 'tmp/a');
      await at.store.lifecycles.set(bucket, [
        rule('cat', { prefix: '\u{1f408}' }),
        rule('off', { prefix: 'z', enabled: false }),
        rule('tags', { prefix: 'tagged/', tags, filter: { not: [{ prefix: 'tagged/kept' }] } }),
        rule('size', { prefix: 'sized/', filter: { over: 4, not: [] } }),
        rule('a', { prefix: 'tmp/' }),
        rule('again', { prefix: 'tmp/a' }),
      ]);
      at.opened.advance(2 * DAY);
      expect(await at.store.expire()).toEqual({ objects: 5, bytes: 32, uploads: 0 });
      expect(await keysOf(bucket)).toEqual(['a', 'keep', 'sized/short', 'tagged/kept/x', 'tagged/one', 'tmp0', 'z']);
      expect(await keysOf(other)).toEqual(['tmp/a']);
    });

    test('walk over more objects than one step has', async () => {
      const bucket = await at.newBucket();
      await newObject(bucket, 'b/keep');
      const names = Array.from({ length: 450 }, (_, n) => `a/${n}`);
      await Promise.all(names.map((key) => at.store.link(bucket, key, 'b/keep', { headers: {} })));
      await at.store.lifecycles.set(bucket, [rule('a', { prefix: 'a/' })]);
      at.opened.advance(2 * DAY);
      expect(await at.store.expire()).toMatchObject({ objects: 450 });
      expect(await keysOf(bucket)).toEqual(['b/keep']);
    });

    test('abort old uploads, whose bytes go', async () => {
      const bucket = await at.newBucket();
      await newObject(bucket, 'up/object');
      const [old, elsewhere] = await Promise.all(
        ['up/old', 'other'].map((key) => at.store.uploads.initiate(bucket, key, { headers: {} })),
      );
      await at.store.uploads.putPart(old as never, 1, bodyOf('part'), {});
      await at.store.lifecycles.set(bucket, [
        { id: 'a', prefix: 'up/', enabled: true, tags: [], abort: { days: 1 } },
        rule('b', { prefix: 'nothing' }),
      ]);
      at.opened.advance(2 * DAY);
      const fresh = await at.store.uploads.initiate(bucket, 'up/new', { headers: {} });
      expect(await at.store.expire()).toEqual({ objects: 0, bytes: 0, uploads: 1 });
      const { uploads } = await at.store.uploads.list({ bucket, limit: 10 });
      expect(uploads.map(({ id }) => id)).toEqual([elsewhere?.id, fresh.id]);
      expect(await keysOf(bucket)).toEqual(['up/object']);
    });

    test('leave alone what is replaced, or tagged, while they run', async () => {
      const bucket = await at.newBucket();
      await newObject(bucket, 'keep');
      const names = Array.from({ length: 300 }, (_, n) => `a/${String(n).padStart(3, '0')}`);
      await Promise.all(names.map((key) => put(bucket, key)));
      await at.store.lifecycles.set(bucket, [rule('a', { prefix: 'a/' })]);
      at.opened.advance(2 * DAY);
      const run = at.store.expire();
      const replaced = await Promise.all(names.map((key) => at.store.put(bucket, key, bodyOf('new'), { headers: {} })));
      await run;
      expect(await keysOf(bucket)).toEqual([...names, 'keep']);
      for (const object of replaced.slice(0, 5)) {
        expect(String(await collect(await at.store.read(await at.found(bucket, object.key))))).toBe('new');
      }
    });

    test('that are taken away, or are others, remove nothing more', async () => {
      const bucket = await at.newBucket();
      await newObject(bucket, 'a');
      await put(bucket, 'b');
      await at.store.lifecycles.set(bucket, [rule('a')]);
      at.opened.advance(2 * DAY);
      await at.store.lifecycles.set(bucket, [rule('b', { prefix: 'b' })]);
      expect(await at.store.expire()).toMatchObject({ objects: 1 });
      expect(await keysOf(bucket)).toEqual(['a']);
      // On the same day: new rules begin anew.
      await at.store.lifecycles.set(bucket, [rule('c', { prefix: 'a' })]);
      expect(await at.store.expire()).toMatchObject({ objects: 1 });
      expect(await keysOf(bucket)).toEqual([]);
    });

    test('a run that is under way is ended by the closing of the store', async () => {
      const opened = await open();
      const { store } = opened;
      await store.createBucket({ name: 'bucket', owner: OWNER });
      await Promise.all(Array.from({ length: 500 }, (_, n) => store.link('bucket', `k${n}`, 'x', { headers: {} })));
      await store.lifecycles.set('bucket', [rule('a')]);
      opened.advance(3 * DAY);
      const run = store.expire();
      await store.close();
      expect((await run).objects).toBeLessThan(500);
      await opened.dispose();
    });
  });
}
