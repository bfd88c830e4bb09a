/** Bytes added to the end of an object. */
import { OssError } from '../../errors.js';
import { emptyReply } from '../../http/reply.js';
import type { Action, Call } from '../call.js';
import { integerOf } from '../listing/listing.js';
import { writeNeeds } from '../object/object-acl.js';
import { bodyOf, descriptionOf, MAX_BODY_BYTES } from '../object/upload.js';
import { bucketNameOf, keyOf } from '../rows.js';

/** The first one makes the object; what it says of the object holds, and what later ones say does not. */
export const appendObject: Action = {
  name: 'AppendObject',
  method: 'POST',
  scope: 'object',
  when: { query: ['append'] },
  needs: writeNeeds,
  async handle(call) {
    const position = positionOf(call);
    const description = descriptionOf(call.request);
    const { body, options } = bodyOf(call.request, MAX_BODY_BYTES - position);
    const [bucket, key] = [bucketNameOf(call), keyOf(call)];
    const object = await call.services.store.append(bucket, key, position, body, { ...description, ...options });
    return emptyReply(200, {
      etag: `"${object.etag}"`,
      'x-oss-hash-crc64ecma': object.crc64,
      'x-oss-next-append-position': String(object.size),
    });
  },
};

/** The length of the object, which it must have. @throws OssError 400 InvalidArgument, MissingArgument */
function positionOf({ query }: Call): number {
  const position = integerOf(query, 'position', { min: 0, max: MAX_BODY_BYTES });
  if (position !== undefined) return position;
  const allowed = `an integer from 0 to ${MAX_BODY_BYTES}`;
  throw new OssError('MissingArgument', `position is missing. Allowed: ${allowed}.`, { ec: '0016-00000501' });
}
