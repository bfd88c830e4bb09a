import { describe, expect, test } from 'vitest';
import { OWNER, withStore } from './fixture.js';
import type { Open } from './store.js';

const CORS = {
  rules: [{ origins: ['http://a.example', '*'], methods: ['GET'], headers: [], exposed: ['ETag'], maxAgeSeconds: 5 }],
  responseVary: true,
} as const;

const REFERER = { allowsEmpty: false, cutsQuery: true, cutsPath: false, allowed: ['http://*'], denied: [] };

const WEBSITE = {
  rules: [
    {
      number: 1,
      prefix: 'a/',
      suffix: '',
      url: 'http://origin.example/',
      followsRedirects: true,
      checksMd5: false,
      passesQuery: false,
      onHead: false,
      headers: { passesAll: false, pass: ['x-a'], remove: [], set: [{ key: 'x-b', value: 'c' }] },
    },
  ],
} as const;

const TAGS = [{ key: 'team', value: '图片' }];

export function settingContract(open: Open): void {
  describe('settings of a bucket', () => {
    const at = withStore(open);

    test('are kept whole, seen at once by whoever asks for an object, and taken away', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key');
      const seen = async () => [
        (await at.store.head(bucket, 'key')).bucket?.cors,
        (await at.store.head(bucket, 'nothing')).bucket?.cors,
        (await at.store.bucket(bucket))?.cors,
        (await at.store.buckets({ owner: OWNER, limit: 100 })).buckets.find(({ name }) => name === bucket)?.cors,
      ];
      expect(await seen()).toEqual([undefined, undefined, undefined, undefined]);
      await at.store.settings.set(bucket, 'cors', CORS);
      expect(await seen()).toEqual([CORS, CORS, CORS, CORS]);
      await at.store.setBucketAcl(bucket, 'public-read');
      expect((await at.store.bucket(bucket))?.cors).toEqual(CORS);
      await at.store.settings.set(bucket, 'cors', undefined);
      expect(await seen()).toEqual([undefined, undefined, undefined, undefined]);
    });

    test('each is kept by itself', async () => {
      const bucket = await at.newBucket();
      await at.put(bucket, 'key');
      await at.store.settings.set(bucket, 'cors', CORS);
      await at.store.settings.set(bucket, 'referer', REFERER);
      await at.store.settings.set(bucket, 'tags', TAGS);
      await at.store.settings.set(bucket, 'website', WEBSITE);
      const all = { cors: CORS, referer: REFERER, tags: TAGS, website: WEBSITE };
      expect((await at.store.head(bucket, 'key')).bucket).toMatchObject(all);
      expect((await at.store.head(bucket, 'key')).object?.tags).toBeUndefined();
      expect(await at.store.bucket(bucket)).toMatchObject(all);
      await at.store.settings.set(bucket, 'cors', undefined);
      const { cors, referer } = (await at.store.bucket(bucket)) ?? {};
      expect([cors, referer]).toEqual([undefined, REFERER]);
    });

    test('the website is replaced as a whole, seen with a missing object, kept by all other changes, and taken away', async () => {
      const [bucket, other] = [await at.newBucket(), await at.newBucket()];
      const seen = async () => (await at.store.head(bucket, 'nothing')).bucket?.website;
      const second = {
        rules: WEBSITE.rules.map((rule) => ({ ...rule, url: 'https://图片.example/"\'\\/', replacesPrefix: '' })),
      };
      for (const website of [WEBSITE, second]) {
        await at.store.settings.set(bucket, 'website', website);
        expect(await seen()).toEqual(website);
      }
      await at.store.setBucketAcl(bucket, 'public-read');
      await at.store.settings.set(bucket, 'tags', TAGS);
      expect([await seen(), (await at.store.bucket(other))?.website]).toEqual([second, undefined]);
      const listed = (await at.store.buckets({ owner: OWNER, limit: 100 })).buckets;
      expect(listed.find(({ name }) => name === bucket)?.website).toEqual(second);
      await at.store.settings.set(bucket, 'website', undefined);
      expect(await seen()).toBeUndefined();
    });

    test('belong to their bucket, and go with it', async () => {
      const [mine, other] = [await at.newBucket(), await at.newBucket()];
      await at.store.settings.set(mine, 'cors', CORS);
      expect((await at.store.bucket(other))?.cors).toBeUndefined();
      await at.store.deleteBucket(mine);
      await at.store.createBucket({ name: mine, owner: OWNER });
      expect((await at.store.bucket(mine))?.cors).toBeUndefined();
      await expect(at.store.settings.set('nowhere', 'cors', CORS)).rejects.toMatchObject({ code: 'NoSuchBucket' });
      await expect(at.store.settings.set('cut\0', 'cors', CORS)).rejects.toMatchObject({ code: 'InvalidBucketName' });
    });
  });
}
