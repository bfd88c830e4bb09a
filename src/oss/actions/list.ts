/** What a bucket holds: the first kind of listing, by marker. */
import { xmlReply } from '../../http/reply.js';
import { writeXml, type XmlTree } from '../../http/xml.js';
import type { Action } from '../call.js';
import { contentsXml, prefixesXml } from '../listed.js';
import { encodingOf, keyTextOf, maxKeysOf } from '../listing.js';
import { bucketOf } from '../rows.js';

export const listObjects: Action = {
  name: 'ListObjects',
  method: 'GET',
  scope: 'bucket',
  needs: 'read',
  async handle(call) {
    const { query, services } = call;
    const bucket = bucketOf(call);
    const limit = maxKeysOf(query);
    const encoding = encodingOf(query);
    const [prefix, marker, delimiter] = (['prefix', 'marker', 'delimiter'] as const).map((name) =>
      keyTextOf(query, name),
    );
    const page = await services.store.list({
      bucket: bucket.name,
      limit,
      ...(prefix !== undefined && { prefix }),
      ...(marker !== undefined && { marker }),
      ...(delimiter !== undefined && { delimiter }),
    });
    const result: XmlTree = {
      Name: bucket.name,
      Prefix: encoding.write(prefix ?? ''),
      Marker: encoding.write(marker ?? ''),
      MaxKeys: limit,
      Delimiter: encoding.write(delimiter ?? ''),
      EncodingType: encoding.type,
      IsTruncated: page.next !== undefined,
      NextMarker: page.next === undefined ? undefined : encoding.write(page.next),
      // The Owner is part of every entry: ali-oss reads it unasked.
      Contents: page.objects.map((object) => contentsXml(object, encoding, bucket.owner)),
      CommonPrefixes: prefixesXml(page.prefixes, encoding),
    };
    return xmlReply(200, writeXml('ListBucketResult', result));
  },
};
