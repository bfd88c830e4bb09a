import { describe, expect, test } from 'vitest';
import { bodyOf, collect } from './bodies.js';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

const RETENTION_MS = 600_000;

export function sweepContract(open: Open): void {
  describe('sweep', () => {
    const at = withStore(open, { retentionMs: RETENTION_MS });

    test('replaced and deleted bytes stay for the retention, live ones for ever', async () => {
      const bucket = await at.newBucket();
      const replaced = await at.put(bucket, 'replaced', 'old');
      const deleted = await at.put(bucket, 'deleted', 'old');
      const kept = await at.put(bucket, 'replaced', 'new');
      await at.store.delete(bucket, 'deleted');

      at.opened.advance(RETENTION_MS - 60_000);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
      for (const object of [replaced, deleted]) expect(String(await collect(await at.store.read(object)))).toBe('old');

      at.opened.advance(120_000);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 2 });
      for (const object of [replaced, deleted]) await expect(at.store.read(object)).rejects.toThrow();
      expect(String(await collect(await at.store.read(kept)))).toBe('new');
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
    });

    test('two that are asked for at once come one after the other', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key', 'old');
      await at.store.delete(bucket, 'key');
      at.opened.advance(2 * RETENTION_MS);
      const results = await Promise.all([at.store.sweep(), at.store.sweep()]);
      expect(results.map(({ removed }) => removed)).toEqual([1, 0]);
    });

    test('one that is under way is ended by the closing of the store', async () => {
      const opened = await open();
      await opened.store.createBucket({ name: 'bucket', owner: 'account-1' });
      await opened.store.put('bucket', 'key', bodyOf('old'), { headers: {} });
      await opened.store.delete('bucket', 'key');
      opened.advance(2 * 3_600_000);
      const swept = opened.store.sweep();
      await opened.store.close();
      expect(await swept).toEqual({ adopted: 0, removed: 1 });
      await opened.dispose();
    });

    test('refused puts leave nothing to sweep', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key', 'first');
      const second = at.put(bucket, 'key', 'second', { forbidOverwrite: true });
      await expect(second).rejects.toMatchObject({ code: 'FileAlreadyExists' });
      await expect(at.put(bucket, 'short', 'short', { size: 100 })).rejects.toMatchObject({ code: 'IncompleteBody' });
      const raced = Array.from({ length: 6 }, () => at.put(bucket, 'raced', 'body', { forbidOverwrite: true }));
      await Promise.allSettled(raced);
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 0 });
    });
  });
}
