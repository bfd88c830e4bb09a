/** What both kinds of ListObjects share: the page, and most of the answer. */
import type { XmlTree } from '../../http/xml.js';
import type { BucketRecord, ListPage } from '../../store/records.js';
import type { Call } from '../call.js';
import { bucketOf } from '../rows.js';
import { contentsXml, prefixesXml } from './listed.js';
import { continuationMarkerOf, type Encoding, encodingOf, keyTextOf, maxKeysOf } from './listing.js';

/** The parameter that says behind which key to begin, and its element in the answer. */
const STARTS = { marker: 'Marker', 'start-after': 'StartAfter' } as const;

export interface ObjectListing {
  readonly bucket: BucketRecord;
  readonly encoding: Encoding;
  readonly page: ListPage;
  /** The elements that repeat what was asked for, and IsTruncated. */
  readonly asked: XmlTree;
  /** Those of what is there. `owner` of each object; left out where it was not asked for. */
  found(owner: string | undefined): XmlTree;
}

/** @throws OssError 400 InvalidArgument, 404 NoSuchBucket */
export async function listingOf(call: Call, start: keyof typeof STARTS): Promise<ObjectListing> {
  const { query, services } = call;
  const bucket = bucketOf(call);
  const limit = maxKeysOf(query);
  const encoding = encodingOf(query);
  const [prefix, after, delimiter] = (['prefix', start, 'delimiter'] as const).map((name) => keyTextOf(query, name));
  // A token is of a page that began behind start-after already.
  const marker = (start === 'start-after' ? continuationMarkerOf(query) : undefined) ?? after;
  const page = await services.store.list({
    bucket: bucket.name,
    limit,
    ...(prefix !== undefined && { prefix }),
    ...(marker !== undefined && { marker }),
    ...(delimiter !== undefined && { delimiter }),
  });
  const asked = {
    Name: bucket.name,
    Prefix: encoding.write(prefix ?? ''),
    [STARTS[start]]: encoding.write(after ?? ''),
    MaxKeys: limit,
    Delimiter: encoding.write(delimiter ?? ''),
    EncodingType: encoding.type,
    IsTruncated: page.next !== undefined,
  };
  const found = (owner: string | undefined) => ({
    Contents: page.objects.map((object) => contentsXml(object, encoding, owner)),
    CommonPrefixes: prefixesXml(page.prefixes, encoding),
  });
  return { bucket, encoding, page, asked, found };
}
