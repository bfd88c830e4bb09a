/** The API as a table. A new operation is a file beside this and a line here. */
import type { Action } from '../call.js';
import { deleteBucket, getBucketInfo, getBucketLocation, putBucket } from './bucket.js';
import { getBucketAcl, putBucketAcl } from './bucket-acl.js';
import { deleteBucketCacheControl, getBucketCacheControl, putBucketCacheControl } from './bucket-cache-control.js';
import { getBucketStat } from './bucket-stat.js';
import { deleteCache, getCache } from './cache.js';
import { copyObject } from './copy-object.js';
import { deleteObjects } from './delete-objects.js';
import { listObjects } from './list.js';
import { listObjectsV2 } from './list-v2.js';
import { deleteObject, getObject, headObject } from './object.js';
import { getObjectAcl, putObjectAcl } from './object-acl.js';
import { getObjectMeta } from './object-meta.js';
import { processObject } from './process.js';
import { putObject, putWithProcess } from './put-object.js';
import { getService } from './service.js';
import { unbuiltActions } from './unbuilt.js';

export const actions: readonly Action[] = [
  getService,
  getCache,
  deleteCache,
  putBucket,
  deleteBucket,
  getBucketInfo,
  getBucketLocation,
  getBucketStat,
  putBucketAcl,
  getBucketAcl,
  putBucketCacheControl,
  getBucketCacheControl,
  deleteBucketCacheControl,
  listObjects,
  listObjectsV2,
  putObject,
  ...putWithProcess,
  copyObject,
  getObject,
  headObject,
  getObjectMeta,
  putObjectAcl,
  getObjectAcl,
  deleteObject,
  deleteObjects,
  ...processObject,
  ...unbuiltActions,
];
