/** What a bucket holds. */
import { xmlReply } from '../../http/reply.js';
import { writeXml, type XmlTree } from '../../http/xml.js';
import type { ListedObject } from '../../store/records.js';
import type { Action } from '../call.js';
import { listedTime, ownerXml } from '../listed.js';
import { encodingTypeOf, keyTextOf, maxKeysOf } from '../listing.js';
import { percentEncode } from '../percent.js';
import { bucketOf } from '../rows.js';

/** The first kind of listing, by marker. */
export const listObjects: Action = {
  name: 'ListObjects',
  method: 'GET',
  scope: 'bucket',
  needs: 'read',
  async handle(call) {
    const { query, services } = call;
    const bucket = bucketOf(call);
    const limit = maxKeysOf(query);
    const encodingType = encodingTypeOf(query);
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
    const written = encodingType === 'url' ? percentEncode : (text: string) => text;
    const result: XmlTree = {
      Name: bucket.name,
      Prefix: written(prefix ?? ''),
      Marker: written(marker ?? ''),
      MaxKeys: limit,
      Delimiter: written(delimiter ?? ''),
      EncodingType: encodingType,
      IsTruncated: page.next !== undefined,
      NextMarker: page.next === undefined ? undefined : written(page.next),
      // The Owner is part of every entry: ali-oss reads it unasked.
      Contents: page.objects.map((object) => contentsXml(object, bucket.owner, written)),
      CommonPrefixes: page.prefixes.map((each) => ({ Prefix: written(each) })),
    };
    return xmlReply(200, writeXml('ListBucketResult', result));
  },
};

function contentsXml(object: ListedObject, owner: string, written: (text: string) => string): XmlTree {
  return {
    Key: written(object.key),
    LastModified: listedTime(object.modifiedAt),
    ETag: `"${object.etag}"`,
    Type: object.type,
    Size: object.size,
    StorageClass: object.storageClass,
    Owner: ownerXml(owner),
  };
}
