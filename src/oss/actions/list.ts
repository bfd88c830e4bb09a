/** What a bucket holds: the first kind of listing, by marker. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { listingOf } from '../listing/object-listing.js';

export const listObjects: Action = {
  name: 'ListObjects',
  method: 'GET',
  scope: 'bucket',
  needs: 'read',
  async handle(call) {
    const { bucket, encoding, page, asked, found } = await listingOf(call, 'marker');
    const result = {
      ...asked,
      NextMarker: page.next === undefined ? undefined : encoding.write(page.next),
      // The Owner is part of every entry: ali-oss reads it unasked.
      ...found(bucket.owner),
    };
    return xmlReply(200, writeXml('ListBucketResult', result));
  },
};
