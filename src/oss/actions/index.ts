/** The API as a table. A new operation is a file beside this and a line here. */
import type { Action } from '../call.js';
import { abortMultipartUpload } from './abort-upload.js';
import { appendObject } from './append-object.js';
import { deleteBucket, getBucketInfo, getBucketLocation, putBucket } from './bucket.js';
import { getBucketAcl, putBucketAcl } from './bucket-acl.js';
import { deleteBucketCacheControl, getBucketCacheControl, putBucketCacheControl } from './bucket-cache-control.js';
import { getBucketStat } from './bucket-stat.js';
import { deleteCache, getCache } from './cache.js';
import { createCnameToken, getCnameToken } from './cname-token.js';
import { completeMultipartUpload } from './complete-upload.js';
import { copyObject } from './copy-object.js';
import { deleteBucketCors } from './delete-bucket-cors.js';
import { deleteBucketLifecycle } from './delete-bucket-lifecycle.js';
import { deleteBucketQos } from './delete-bucket-qos.js';
import { deleteBucketTags } from './delete-bucket-tags.js';
import { deleteBucketWebsite } from './delete-bucket-website.js';
import { deleteChannel } from './delete-channel.js';
import { deleteCname } from './delete-cname.js';
import { deleteObjectTagging } from './delete-object-tagging.js';
import { deleteObjects } from './delete-objects.js';
import { deleteStyle } from './delete-style.js';
import { getBucketCors } from './get-bucket-cors.js';
import { getBucketLifecycle } from './get-bucket-lifecycle.js';
import { getBucketQos } from './get-bucket-qos.js';
import { getBucketReferer } from './get-bucket-referer.js';
import { getBucketTags } from './get-bucket-tags.js';
import { getBucketWebsite } from './get-bucket-website.js';
import { getChannel } from './get-channel.js';
import { getObjectTagging } from './get-object-tagging.js';
import { getStyle } from './get-style.js';
import { initiateMultipartUpload } from './initiate-upload.js';
import { listObjects } from './list.js';
import { listCname } from './list-cname.js';
import { listParts } from './list-parts.js';
import { listStyle } from './list-style.js';
import { listMultipartUploads } from './list-uploads.js';
import { listObjectsV2 } from './list-v2.js';
import { deleteObject, getObject, headObject } from './object.js';
import { getObjectAcl, putObjectAcl } from './object-acl.js';
import { getObjectMeta } from './object-meta.js';
import { optionObject } from './option-object.js';
import { postObject } from './post-object.js';
import { postAsyncProcess, postProcess } from './post-process.js';
import { processObject } from './process.js';
import { getBucketProcess, putBucketProcess } from './process-configuration.js';
import { putBucketCors } from './put-bucket-cors.js';
import { putBucketLifecycle } from './put-bucket-lifecycle.js';
import { putBucketQos } from './put-bucket-qos.js';
import { putBucketReferer } from './put-bucket-referer.js';
import { putBucketTags } from './put-bucket-tags.js';
import { putBucketWebsite } from './put-bucket-website.js';
import { putChannel } from './put-channel.js';
import { putCname } from './put-cname.js';
import { putObject, putWithProcess } from './put-object.js';
import { putObjectTagging } from './put-object-tagging.js';
import { putStyle } from './put-style.js';
import { getService } from './service.js';
import { getSymlink, putSymlink } from './symlink.js';
import { uploadPart } from './upload-part.js';
import { uploadPartCopy } from './upload-part-copy.js';

export const actions: readonly Action[] = [
  getService,
  getCache,
  deleteCache,
  putBucket,
  deleteBucket,
  getBucketInfo,
  getBucketLocation,
  getBucketStat,
  putBucketTags,
  getBucketTags,
  deleteBucketTags,
  putBucketAcl,
  getBucketAcl,
  putBucketCacheControl,
  getBucketCacheControl,
  deleteBucketCacheControl,
  putBucketCors,
  getBucketCors,
  deleteBucketCors,
  ...optionObject,
  putCname,
  listCname,
  deleteCname,
  createCnameToken,
  getCnameToken,
  putBucketReferer,
  getBucketReferer,
  putBucketLifecycle,
  getBucketLifecycle,
  deleteBucketLifecycle,
  putBucketQos,
  getBucketQos,
  deleteBucketQos,
  putBucketWebsite,
  getBucketWebsite,
  deleteBucketWebsite,
  listObjects,
  listObjectsV2,
  putObject,
  postObject,
  ...putWithProcess,
  copyObject,
  appendObject,
  getObject,
  headObject,
  getObjectMeta,
  putObjectAcl,
  getObjectAcl,
  putSymlink,
  getSymlink,
  putObjectTagging,
  getObjectTagging,
  deleteObjectTagging,
  deleteObject,
  deleteObjects,
  initiateMultipartUpload,
  uploadPart,
  uploadPartCopy,
  listParts,
  completeMultipartUpload,
  abortMultipartUpload,
  listMultipartUploads,
  ...processObject,
  postProcess,
  postAsyncProcess,
  putStyle,
  getStyle,
  listStyle,
  deleteStyle,
  putChannel,
  getChannel,
  deleteChannel,
  putBucketProcess,
  getBucketProcess,
];
