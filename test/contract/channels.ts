import { describe, expect, test } from 'vitest';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

const SETTINGS = {
  originalsForbidden: true,
  stylesOnly: false,
  typesFromSuffix: true,
  sourceFormat: false,
  attachmentName: true,
  missingPicture: 'none.png',
  delimiters: ['!', '-'],
} as const;

export function channelContract(open: Open): void {
  describe('how a bucket answers on IMG domains', () => {
    const at = withStore(open);
    const put = (bucket: string, most = 1000) => at.store.channels.put(bucket, SETTINGS, most);

    test('is kept with the bucket, and seen at once by whoever asks for an object', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key');
      expect((await at.store.head(bucket, 'key')).bucket?.channel).toBeUndefined();
      await put(bucket);
      const kept = (await at.store.head(bucket, 'key')).bucket?.channel;
      expect(kept).toEqual({ ...SETTINGS, createdAt: expect.any(Number), modifiedAt: kept?.createdAt });
      expect((await at.store.bucket(bucket))?.channel).toEqual(kept);
      at.opened.advance(1000);
      await at.store.channels.put(bucket, { ...SETTINGS, stylesOnly: true }, 1000);
      expect((await at.store.head(bucket, 'key')).bucket?.channel).toEqual({
        ...SETTINGS,
        stylesOnly: true,
        createdAt: kept?.createdAt,
        modifiedAt: Number(kept?.createdAt) + 1000,
      });
      await at.store.channels.remove(bucket);
      expect((await at.store.head(bucket, 'key')).bucket?.channel).toBeUndefined();
      await at.store.channels.remove(bucket);
    });

    test('is given to so many buckets of an account and no more, also when all ask at once', async () => {
      const owner = 'of-channels';
      const names = ['one', 'two', 'three', 'four'].map((name) => `channel-${name}`);
      for (const name of names) await at.store.createBucket({ name, owner });
      const asked = await Promise.allSettled(names.map((name) => put(name, 2)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
      const refused = names.filter((_, index) => asked[index]?.status === 'rejected');
      const [taken = ''] = names.filter((name) => !refused.includes(name));
      await expect(put(refused[0] ?? '', 2)).rejects.toMatchObject({ code: 'InvalidArgument' });
      await put(taken, 2);
      await at.store.channels.remove(taken);
      await put(refused[0] ?? '', 2);
      await at.store.createBucket({ name: 'channel-other', owner: OWNER });
      await put('channel-other', 1000);
    });

    test('of a bucket that is not there is an error', async () => {
      await expect(put('nowhere')).rejects.toMatchObject({ code: 'NoSuchBucket' });
      await expect(at.store.channels.remove('nowhere')).rejects.toMatchObject({ code: 'NoSuchBucket' });
    });
  });
}
