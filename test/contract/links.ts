import { describe, expect, test } from 'vitest';
import { bodyOf, collect } from './bodies.js';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

const RETENTION_MS = 600_000;

export function linkContract(open: Open): void {
  describe('symlinks', () => {
    const at = withStore(open, { retentionMs: RETENTION_MS });

    test('an object without bytes that names another', async () => {
      const bucket = await at.newBucket();
      const headers = { 'content-type': 'image/png' };
      const link = await at.store.link(bucket, 'link', 'dir/目标', { headers, acl: 'public-read', storageClass: 'IA' });
      expect(link).toEqual({
        bucket,
        key: 'link',
        version: expect.stringMatching(/^[0-9a-f]{32}$/),
        headers,
        acl: 'public-read',
        storageClass: 'IA',
        size: 0,
        etag: expect.stringMatching(/^[0-9A-F]{32}$/),
        crc64: '0',
        type: 'Symlink',
        modifiedAt: expect.any(Number),
        segments: [],
        linksTo: 'dir/目标',
      });
      expect(await at.found(bucket, 'link')).toEqual(link);
      const { objects } = await at.store.list({ bucket, limit: 9 });
      expect(objects).toMatchObject([{ key: 'link', type: 'Symlink', size: 0, etag: link.etag }]);
      expect((await at.store.usage(bucket)).classes).toEqual([{ storageClass: 'IA', objects: 1, bytes: 0 }]);
      expect(String(await collect(await at.store.read(link)))).toBe('');
    });

    test('takes the place of an object, whose bytes go, and an object takes its', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key', 'bytes');
      await at.store.link(bucket, 'key', 'elsewhere', { headers: {} });
      at.opened.advance(2 * RETENTION_MS);
      expect(await at.store.sweep()).toEqual({ adopted: 0, removed: 1 });
      await at.put(bucket, 'key', 'new');
      const object = await at.found(bucket, 'key');
      expect([object.type, object.linksTo]).toEqual(['Normal', undefined]);
      expect(String(await collect(await at.store.read(object)))).toBe('new');
    });

    test('its copy names the same', async () => {
      const bucket = await at.newBucket();
      const link = await at.store.link(bucket, 'link', 'target', { headers: {} });
      await at.store.copy(link, bucket, 'copy', { headers: {} });
      expect(await at.found(bucket, 'copy')).toMatchObject({ type: 'Symlink', linksTo: 'target', segments: [] });
    });

    test('who made it is kept, also by its copies, and goes with it', async () => {
      const bucket = await at.newBucket();
      const link = await at.store.link(bucket, 'link', 'target', { headers: {}, byStranger: true });
      expect(await at.found(bucket, 'link')).toEqual(link);
      await at.store.copy(link, bucket, 'copy', { headers: {} });
      const own = await at.store.link(bucket, 'own', 'target', { headers: {} });
      await at.store.copy(own, bucket, 'taken', { headers: {}, byStranger: true });
      const marks = [link, own, await at.found(bucket, 'copy'), await at.found(bucket, 'taken')];
      expect(marks.map(({ linkOfStranger }) => linkOfStranger)).toEqual([true, undefined, true, true]);
      await at.store.link(bucket, 'link', 'target', { headers: {} });
      await at.put(bucket, 'copy', 'bytes');
      for (const key of ['link', 'copy']) expect((await at.found(bucket, key)).linkOfStranger).toBeUndefined();
    });

    test('refusals', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'there');
      const link = (name: string, target: string, forbidOverwrite = false) =>
        at.store.link(name, 'there', target, { headers: {}, forbidOverwrite });
      await expect(link(bucket, 'x', true)).rejects.toMatchObject({ code: 'FileAlreadyExists' });
      await expect(link('nowhere', 'x')).rejects.toMatchObject({ code: 'NoSuchBucket' });
      await expect(link(bucket, 'x\0')).rejects.toMatchObject({ code: 'InvalidObjectName' });
      await at.store.link(bucket, 'link', 'x', { headers: {} });
      const append = at.store.append(bucket, 'link', 0, bodyOf('x'), { headers: {} });
      await expect(append).rejects.toMatchObject({ code: 'ObjectNotAppendable' });
      await at.store.delete(bucket, 'there');
      await at.store.delete(bucket, 'link');
      await at.store.deleteBucket(bucket);
    });
  });
}
