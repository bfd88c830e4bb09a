import { describe, expect, test } from 'vitest';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

const most = 3;

export function domainContract(open: Open): void {
  describe('domains of buckets', () => {
    const at = withStore(open);

    test('name their bucket, are listed by name, and let go', async () => {
      const bucket = await at.newBucket();
      const { domains } = at.store;
      await domains.bind({ bucket, domain: 'b.example', most });
      at.opened.advance(1000);
      await domains.bind({ bucket, domain: 'a.example', most });
      await domains.bind({ bucket, domain: 'b.example', most });
      expect([await domains.find('a.example'), await domains.find('b.example')]).toEqual([bucket, bucket]);
      const [first, second, ...more] = await domains.list(bucket);
      expect([first?.domain, second?.domain, more]).toEqual(['a.example', 'b.example', []]);
      expect(Number(first?.boundAt) - Number(second?.boundAt)).toBeGreaterThanOrEqual(1000);
      await domains.unbind(bucket, 'a.example');
      await domains.unbind(bucket, 'a.example');
      expect([await domains.find('a.example'), (await domains.list(bucket)).length]).toEqual([undefined, 1]);
    });

    test('are one bucket’s each, also for many who ask at once', async () => {
      const buckets = [await at.newBucket(), await at.newBucket(), await at.newBucket()];
      const { domains } = at.store;
      const asked = await Promise.allSettled(
        buckets.map((bucket) => domains.bind({ bucket, domain: 'one.example', most })),
      );
      const [refused, ...more] = asked.filter(({ status }) => status === 'rejected');
      expect([refused, more.length]).toMatchObject([{ reason: { code: 'CnameAlreadyExists', status: 409 } }, 1]);
      const bound = await domains.find('one.example');
      for (const bucket of buckets) if (bucket !== bound) await domains.unbind(bucket, 'one.example');
      expect(await domains.find('one.example')).toBe(bound);
    });

    test('are so many and no more', async () => {
      const bucket = await at.newBucket();
      const asked = ['c', 'd', 'e', 'f'].map((name) =>
        at.store.domains.bind({ bucket, domain: `${name}.example`, most }),
      );
      expect((await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled')).toHaveLength(most);
      const bind = at.store.domains.bind({ bucket, domain: 'g.example', most });
      await expect(bind).rejects.toMatchObject({ code: 'InvalidArgument' });
    });

    test('go with their bucket, and do not hold it', async () => {
      const bucket = await at.newBucket();
      await at.store.domains.bind({ bucket, domain: 'gone.example', most });
      await at.store.deleteBucket(bucket);
      expect(await at.store.domains.find('gone.example')).toBeUndefined();
      await at.store.createBucket({ name: bucket, owner: OWNER });
      expect(await at.store.domains.list(bucket)).toEqual([]);
      const bind = at.store.domains.bind({ bucket: 'nowhere', domain: 'x.example', most });
      await expect(bind).rejects.toMatchObject({ code: 'NoSuchBucket' });
      await expect(at.store.domains.unbind('nowhere', 'x.example')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });
  });
}
