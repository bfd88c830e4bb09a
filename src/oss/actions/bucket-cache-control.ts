/** The Cache-Control of a bucket's objects and results that have none of their own. An extension of ours. */
import { OssError } from '../../errors.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { bucketNameOf, bucketOf } from '../rows.js';

const ofBucket = { scope: 'bucket', when: { query: ['x-oss-cache-control'] }, needs: 'owner' } as const;
const LONGEST = 256;
const ALLOWED = `the header Cache-Control with 1 to ${LONGEST} printable ASCII characters, such as max-age=3600`;

/** The value comes in the header of its own name, as for an object. */
export const putBucketCacheControl: Action = {
  ...ofBucket,
  name: 'PutBucketCacheControl',
  method: 'PUT',
  async handle(call) {
    const value = call.request.headers['cache-control']?.trim() ?? '';
    if (value === '') throw new OssError('MissingArgument', `The Cache-Control is missing. Allowed: ${ALLOWED}.`);
    if (value.length > LONGEST || !/^[\x20-\x7e]+$/.test(value)) {
      throw new OssError('InvalidArgument', `The Cache-Control is invalid. Allowed: ${ALLOWED}.`, {
        fields: { ArgumentName: 'Cache-Control', ArgumentValue: value.slice(0, 64) },
      });
    }
    await call.services.store.setCacheControl(bucketNameOf(call), value);
    return emptyReply(200);
  },
};

/** An empty element where there is none. */
export const getBucketCacheControl: Action = {
  ...ofBucket,
  name: 'GetBucketCacheControl',
  method: 'GET',
  async handle(call) {
    const { cacheControl } = bucketOf(call);
    return xmlReply(200, writeXml('BucketCacheControl', { CacheControl: cacheControl ?? '' }));
  },
};

export const deleteBucketCacheControl: Action = {
  ...ofBucket,
  name: 'DeleteBucketCacheControl',
  method: 'DELETE',
  async handle(call) {
    await call.services.store.setCacheControl(bucketNameOf(call), undefined);
    return emptyReply(204);
  },
};
