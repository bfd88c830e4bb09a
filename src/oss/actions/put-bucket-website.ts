/** The rules by which a bucket fetches what it has not, as a whole. They are in force at once. */
import { OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { readDocument } from '../document.js';
import { bucketNameOf } from '../rows.js';
import { WEBSITE_ROOT, websiteOfDocument } from '../website.js';

const MAX_DOCUMENT_BYTES = 64 * 1024;

export const putBucketWebsite: Action = {
  name: 'PutBucketWebsite',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['website'] },
  needs: 'owner',
  async handle(call) {
    const { store, mirror } = call.services;
    const document = await readDocument(call, WEBSITE_ROOT, MAX_DOCUMENT_BYTES);
    if (document === undefined) throw new OssError('MalformedXML', `The body is empty. Allowed: a ${WEBSITE_ROOT}.`);
    const website = websiteOfDocument(document, mirror.origin.addresses);
    await store.settings.set(bucketNameOf(call), 'website', website);
    return emptyReply(200);
  },
};
