import { describe, expect, test } from 'vitest';
import { collect } from './bodies.js';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

const RETENTION_MS = 600_000;

export function copyContract(open: Open): void {
  describe('copy', () => {
    const at = withStore(open, { retentionMs: RETENTION_MS });
    const bytesAt = async (bucket: string, key: string) =>
      String(await collect(await at.store.read(await at.found(bucket, key))));

    test('has the bytes and digests of its source, and all else of its own', async () => {
      const [from, to] = [await at.newBucket(), await at.newBucket()];
      const source = await at.put(from, 'source', 'body', { acl: 'public-read', storageClass: 'IA' });
      await at.store.saveFacts(source, '{}');
      at.opened.advance(5000);
      const headers = { 'content-type': 'text/plain' };
      const copy = await at.store.copy(await at.found(from, 'source'), to, 'copy', { headers, acl: 'private' });
      expect(copy).toEqual({
        ...source,
        bucket: to,
        key: 'copy',
        version: expect.stringMatching(/^[0-9a-f]{32}$/),
        headers,
        acl: 'private',
        storageClass: 'Standard',
        modifiedAt: source.modifiedAt + 5000,
      });
      expect(copy.version).not.toBe(source.version);
      expect(await at.found(to, 'copy')).toEqual(copy);
      expect(await bytesAt(to, 'copy')).toBe('body');
    });

    test('shared bytes stay until the last that has them is gone', async () => {
      const bucket = await at.newBucket();
      const source = await at.put(bucket, 'source', 'shared');
      const copy = await at.store.copy(source, bucket, 'copy', { headers: {} });
      await at.store.delete(bucket, 'source');
      at.opened.advance(2 * RETENTION_MS);
      await at.store.sweep();
      expect(await bytesAt(bucket, 'copy')).toBe('shared');
      await at.store.delete(bucket, 'copy');
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 1 });
      await expect(at.store.read(copy)).rejects.toThrow();
    });

    test('onto itself: a new version of the same bytes, which stay', async () => {
      const bucket = await at.newBucket();
      const before = await at.put(bucket, 'key', 'body');
      const after = await at.store.copy(before, bucket, 'key', { headers: { 'x-oss-meta-a': 'b' } });
      expect(after.version).not.toBe(before.version);
      expect(await at.found(bucket, 'key')).toEqual(after);
      at.opened.advance(2 * RETENTION_MS);
      await at.store.sweep();
      expect(await bytesAt(bucket, 'key')).toBe('body');
    });

    test('replaces what the key had, unless that is forbidden', async () => {
      const bucket = await at.newBucket();
      const source = await at.put(bucket, 'source', 'new');
      await at.put(bucket, 'target', 'old');
      const forbidden = at.store.copy(source, bucket, 'target', { headers: {}, forbidOverwrite: true });
      await expect(forbidden).rejects.toMatchObject({ code: 'FileAlreadyExists' });
      expect(await bytesAt(bucket, 'target')).toBe('old');
      await at.store.copy(source, bucket, 'target', { headers: {} });
      expect(await bytesAt(bucket, 'target')).toBe('new');
      await expect(at.store.copy(source, 'nowhere', 'key', { headers: {} })).rejects.toMatchObject({
        code: 'NoSuchBucket',
      });
    });

    test('a source that was deleted between its row and the copy', async () => {
      const bucket = await at.newBucket();
      const source = await at.put(bucket, 'source', 'body');
      await at.store.delete(bucket, 'source');
      await expect(at.store.copy(source, bucket, 'copy', { headers: {} })).rejects.toMatchObject({
        code: 'ServiceUnavailable',
        message: 'The source was replaced or deleted meanwhile. Please try again.',
      });
      expect((await at.store.head(bucket, 'copy')).object).toBeUndefined();
    });
  });
}
