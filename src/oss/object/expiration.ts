/** The header that tells when the lifecycle rules of its bucket will delete an object. */
import { formatHttpDate } from '../../http/dates.js';
import { expiryOf } from '../../store/lifetimes.js';
import type { BucketRecord, ObjectRecord } from '../../store/records.js';
import type { Call } from '../call.js';
import { percentEncode } from '../percent.js';

/** The last moment of a Date. */
const LAST_DATE = 8.64e15;
/** What a quoted text of a header cannot hold, and the sign of what stands for it. */
const ESCAPED = /[^\x20-\x7e]|["%\\]/gu;

/** Empty where no rule is about the object. */
export async function expirationHeader(
  { services }: Pick<Call, 'services'>,
  bucket: BucketRecord | undefined,
  object: Pick<ObjectRecord, 'key' | 'size' | 'modifiedAt' | 'tags'>,
): Promise<Readonly<Record<string, string>>> {
  // To ask the store would make every answer one that is not known the next time (witness.ts).
  if (bucket?.lifecycle === undefined) return {};
  const rules = await services.store.lifecycles.rulesOf(bucket);
  const expiry = rules && expiryOf(rules, object);
  if (expiry === undefined || expiry.at > LAST_DATE) return {};
  const id = expiry.rule.id.replace(ESCAPED, (character) => percentEncode(character));
  return { 'x-oss-expiration': `expiry-date="${formatHttpDate(expiry.at)}", rule-id="${id}"` };
}
