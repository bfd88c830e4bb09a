/** What a bucket holds: the second kind of listing, by continuation token. */
import { invalidValue } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { continuationTokenOf } from '../listing/listing.js';
import { listingOf } from '../listing/object-listing.js';
import type { Query } from '../query.js';

export const listObjectsV2: Action = {
  name: 'ListObjectsV2',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['list-type'] },
  needs: 'read',
  async handle(call) {
    const { query } = call;
    checkListType(query);
    const withOwner = fetchesOwner(query);
    const { bucket, page, asked, found } = await listingOf(call, 'start-after');
    const result = {
      ...asked,
      ContinuationToken: query.value('continuation-token'),
      // Of letters that the encoding leaves alone: oss2 decodes it with the keys.
      NextContinuationToken: page.next === undefined ? undefined : continuationTokenOf(page.next),
      ...found(withOwner ? bucket.owner : undefined),
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
