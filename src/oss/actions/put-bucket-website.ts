/** The rules by which a bucket fetches what it has not, as a whole. They are in force at once. */
import { emptyReply } from '../../http/reply.js';
import { WEBSITE_ROOT, websiteOfDocument } from '../bucket/website.js';
import type { Action } from '../call.js';
import { requiredDocument } from '../document.js';
import { bucketOf } from '../rows.js';

const MAX_DOCUMENT_BYTES = 64 * 1024;

export const putBucketWebsite: Action = {
  name: 'PutBucketWebsite',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['website'] },
  needs: 'owner',
  async handle(call) {
    const { store, mirror } = call.services;
    const document = await requiredDocument(call, WEBSITE_ROOT, MAX_DOCUMENT_BYTES);
    const bucket = bucketOf(call);
    const website = websiteOfDocument(document, {
      addresses: mirror.origin.addresses,
      mayName: (name) => mirror.named.find(name, bucket) !== undefined,
    });
    await store.settings.set(bucket.name, 'website', website);
    return emptyReply(200);
  },
};
