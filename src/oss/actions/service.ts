/** The account's buckets; with a key that is limited to buckets, those of them that are there. */

import { xmlReply } from '../../http/reply.js';
import type { XmlTree } from '../../http/xml.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { bucketPlace, ownerXml } from '../listing/listed.js';
import { maxKeysOf } from '../listing/listing.js';
import { accountOf } from '../rows.js';

export const getService: Action = {
  name: 'GetService',
  method: 'GET',
  scope: 'service',
  needs: 'account',
  async handle(call) {
    const { query, services, principal } = call;
    const owner = accountOf(call);
    const [prefix, marker] = [query.value('prefix'), query.value('marker')];
    const limit = maxKeysOf(query);
    const names = principal.kind === 'account' ? principal.limits?.buckets : undefined;
    const page = await services.store.buckets({
      owner,
      limit,
      ...(names && { names }),
      ...(prefix && { prefix }),
      ...(marker && { marker }),
    });
    const truncated = page.next !== undefined;
    // A client that asked for no page gets the short form, as from the vendor: no paging elements.
    const paging: XmlTree =
      prefix || marker || truncated || query.has('max-keys')
        ? {
            Prefix: prefix ?? '',
            Marker: marker ?? '',
            MaxKeys: limit,
            IsTruncated: truncated,
            NextMarker: page.next ?? '',
          }
        : {};
    const buckets = page.buckets.map((bucket) => ({ ...bucketPlace(call, bucket), Region: services.settings.region }));
    return xmlReply(
      200,
      writeXml('ListAllMyBucketsResult', { ...paging, Owner: ownerXml(owner), Buckets: { Bucket: buckets } }),
    );
  },
};
