/** The lifecycle rules of a bucket, as a whole. They begin to work within an hour. */
import { invalidValue } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import { LIFECYCLE_ROOT, rulesOfDocument } from '../bucket/lifecycle.js';
import type { Action, Call } from '../call.js';
import { requiredDocument } from '../document.js';
import { bucketNameOf } from '../rows.js';

const MAX_DOCUMENT_BYTES = 1024 * 1024;
const OVERLAPS = 'x-oss-allow-same-action-overlap';

export const putBucketLifecycle: Action = {
  name: 'PutBucketLifecycle',
  method: 'PUT',
  scope: 'bucket',
  when: { query: ['lifecycle'] },
  needs: 'owner',
  async handle(call) {
    const overlaps = allowsOverlaps(call);
    const document = await requiredDocument(call, LIFECYCLE_ROOT, MAX_DOCUMENT_BYTES);
    await call.services.store.lifecycles.set(bucketNameOf(call), rulesOfDocument(document, { overlaps }));
    return emptyReply(200);
  },
};

function allowsOverlaps({ request }: Call): boolean {
  const text = request.headers[OVERLAPS]?.trim().toLowerCase() ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidValue(OVERLAPS, text, 'true or false');
}
