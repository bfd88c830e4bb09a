/** Buckets themselves. */
import { OssError } from '../../errors.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { textOf } from '../../http/xml-document.js';
import type { Action, Call } from '../call.js';
import { readDocument } from '../document.js';
import { bucketPlace, locationOf, ownerXml } from '../listing/listed.js';
import { storageClassOf } from '../object/storage-class.js';
import { accountOf, bucketNameOf, bucketOf } from '../rows.js';
import { bucketAclOf } from './bucket-acl.js';

const MAX_CONFIGURATION_BYTES = 64 * 1024;

/** Repeating it changes nothing but the ACL, when one is sent; a name that another account has is refused with 409. */
export const putBucket: Action = {
  name: 'PutBucket',
  method: 'PUT',
  scope: 'bucket',
  needs: 'account',
  async handle(call) {
    const acl = bucketAclOf(call);
    await checkConfiguration(call);
    await call.services.store.createBucket({
      name: bucketNameOf(call),
      owner: accountOf(call),
      ...(acl !== undefined && { acl }),
    });
    return emptyReply(200, { location: `/${bucketNameOf(call)}` });
  },
};

/** `<CreateBucketConfiguration>`, which may be left out. Redundancy is the matter of the disks below. */
async function checkConfiguration(call: Call): Promise<void> {
  const root = await readDocument(call, 'CreateBucketConfiguration', MAX_CONFIGURATION_BYTES);
  if (root === undefined) return;
  const storageClass = storageClassOf(textOf(root, 'StorageClass')) ?? 'Standard';
  if (storageClass !== 'Standard') {
    throw new OssError('NotImplemented', `Buckets of the storage class ${storageClass} are not implemented.`);
  }
}

/** 204; a bucket with anything in it is refused with 409. */
export const deleteBucket: Action = {
  name: 'DeleteBucket',
  method: 'DELETE',
  scope: 'bucket',
  needs: 'owner',
  async handle(call) {
    await call.services.store.deleteBucket(bucketNameOf(call));
    return emptyReply(204);
  },
};

export const getBucketInfo: Action = {
  name: 'GetBucketInfo',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['bucketInfo'] },
  needs: 'owner',
  async handle(call) {
    const bucket = bucketOf(call);
    const info = {
      AccessControlList: { Grant: bucket.acl },
      Comment: '',
      DataRedundancyType: 'LRS',
      ...bucketPlace(call, bucket),
      Owner: ownerXml(bucket.owner),
      // The vendor's word for a bucket without one; a client reads the element unasked.
      ServerSideEncryptionRule: { SSEAlgorithm: 'None' },
    };
    return xmlReply(200, writeXml('BucketInfo', { Bucket: info }));
  },
};

export const getBucketLocation: Action = {
  name: 'GetBucketLocation',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['location'] },
  needs: 'owner',
  async handle({ services }) {
    return xmlReply(200, writeXml('LocationConstraint', locationOf(services.settings.region)));
  },
};
