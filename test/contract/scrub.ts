import { describe, expect, test } from 'vitest';
import { withStore } from './fixture.js';
import type { Open } from './store.js';

export function scrubContract(open: Open): void {
  describe('scrub', () => {
    const at = withStore(open);

    test('finds what is damaged, in any page, and names the objects and parts that have it', async () => {
      const bucket = await at.newBucket();
      for (let n = 0; n < 205; n++) await at.put(bucket, `key-${n}`);
      expect(await at.store.scrub()).toMatchObject({ blobs: 205, damage: [], loose: 0, finished: true });
      const object = await at.found(bucket, 'key-204');
      await at.store.copy(object, bucket, 'copy', { headers: {} });
      const { id } = await at.store.uploads.initiate(bucket, 'big', { headers: {} });
      await at.store.uploads.copyPart({ bucket, key: 'big', id }, 7, object);
      await at.opened.damage(object);
      const users = [`${bucket}/big, part 7 of an upload`, `${bucket}/copy`, `${bucket}/key-204`];
      const { damage } = await at.store.scrub();
      expect(damage).toMatchObject([{ blob: object.segments[0]?.blob, size: 7, kind: 'changed' }]);
      expect([...(damage[0]?.users ?? [])].sort()).toEqual(users);
    });
  });
}
