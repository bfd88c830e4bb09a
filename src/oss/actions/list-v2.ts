/** What a bucket holds: the second kind of listing, by continuation token. */
import { invalidValue } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml, type XmlTree } from '../../http/xml.js';
import type { Action } from '../call.js';
import { contentsXml, prefixesXml } from '../listed.js';
import { continuationMarkerOf, continuationTokenOf, encodingOf, keyTextOf, maxKeysOf } from '../listing.js';
import type { Query } from '../query.js';
import { bucketOf } from '../rows.js';

export const listObjectsV2: Action = {
  name: 'ListObjectsV2',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['list-type'] },
  needs: 'read',
  async handle(call) {
    const { query, services } = call;
    const bucket = bucketOf(call);
    checkListType(query);
    const limit = maxKeysOf(query);
    const encoding = encodingOf(query);
    const [prefix, startAfter, delimiter] = (['prefix', 'start-after', 'delimiter'] as const).map((name) =>
      keyTextOf(query, name),
    );
    const owner = fetchesOwner(query) ? bucket.owner : undefined;
    // A token is of a page that began behind start-after already.
    const marker = continuationMarkerOf(query) ?? startAfter;
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
      StartAfter: encoding.write(startAfter ?? ''),
      MaxKeys: limit,
      Delimiter: encoding.write(delimiter ?? ''),
      EncodingType: encoding.type,
      IsTruncated: page.next !== undefined,
      ContinuationToken: query.value('continuation-token'),
      // Of letters that the encoding leaves alone: oss2 decodes it with the keys.
      NextContinuationToken: page.next === undefined ? undefined : continuationTokenOf(page.next),
      Contents: page.objects.map((object) => contentsXml(object, encoding, owner)),
      CommonPrefixes: prefixesXml(page.prefixes, encoding),
      KeyCount: page.objects.length + page.prefixes.length,
    };
    return xmlReply(200, writeXml('ListBucketResult', result));
  },
};

function checkListType(query: Query): void {
  const text = query.get('list-type') ?? '';
  if (text !== '2') throw invalidValue('list-type', text, '2; without list-type the first kind of listing answers');
}

function fetchesOwner(query: Query): boolean {
  const text = query.value('fetch-owner')?.toLowerCase();
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw invalidValue('fetch-owner', text, 'true or false');
}
