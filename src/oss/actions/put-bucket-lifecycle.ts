/** The lifecycle rules of a bucket, as a whole. They begin to work within an hour. */
import { invalidValue, OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import type { Action, Call } from '../call.js';
import { readDocument } from '../document.js';
import { LIFECYCLE_ROOT, rulesOfDocument } from '../lifecycle.js';
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
    const document = await readDocument(call, LIFECYCLE_ROOT, MAX_DOCUMENT_BYTES);
    if (document === undefined) throw new OssError('MalformedXML', `The body is empty. Allowed: a ${LIFECYCLE_ROOT}.`);
    await call.services.store.lifecycles.set(bucketNameOf(call), rulesOfDocument(document, { overlaps }));
    return emptyReply(200);
  },
};

function allowsOverlaps({ request }: Call): boolean {
  const text = request.headers[OVERLAPS]?.trim().toLowerCase() ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalidValue(OVERLAPS, text, 'true or false');
}
