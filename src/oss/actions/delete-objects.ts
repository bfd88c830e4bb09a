/** Up to a thousand objects in one request. */
import { OssError } from '../../errors.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { childrenOf, textOf } from '../../http/xml-document.js';
import type { Action, Call } from '../call.js';
import { readDocument } from '../document.js';
import { encodingOf } from '../listing/listing.js';
import { checkObjectName } from '../names.js';
import { mustBeWritable } from '../other-objects.js';
import { bucketOf } from '../rows.js';

const MOST_KEYS = 1000;
/** The vendor's limit. */
const MAX_BYTES = 2 * 1024 * 1024;

/** Keys that have no object are reported like the others. One key that may not be deleted keeps all of them. */
export const deleteObjects: Action = {
  name: 'DeleteMultipleObjects',
  method: 'POST',
  scope: 'bucket',
  when: { query: ['delete'] },
  needs: 'write',
  async handle(call) {
    const bucket = bucketOf(call);
    const encoding = encodingOf(call.query);
    const { keys, quiet } = await askedFor(call);
    await mustBeWritable(call, bucket, keys);
    await call.services.store.deleteAll(bucket.name, keys);
    if (quiet) return emptyReply(200);
    const deleted = keys.map((key) => ({ Key: encoding.write(key) }));
    return xmlReply(200, writeXml('DeleteResult', { EncodingType: encoding.type, Deleted: deleted }));
  },
};

interface Deletion {
  readonly keys: readonly string[];
  readonly quiet: boolean;
}

async function askedFor(call: Call): Promise<Deletion> {
  if (call.request.headers['content-md5'] === undefined) {
    throw new OssError(
      'MissingArgument',
      'The Content-MD5 header is missing. Allowed: the MD5 of the body, in base64.',
    );
  }
  const document = await readDocument(call, 'Delete', MAX_BYTES);
  const objects = document === undefined ? [] : childrenOf(document, 'Object');
  if (document === undefined || objects.length < 1 || objects.length > MOST_KEYS) {
    throw new OssError('MalformedXML', `The XML names ${objects.length} objects. Allowed: 1 to ${MOST_KEYS}.`);
  }
  const keys = objects.map((object) => {
    const key = textOf(object, 'Key');
    if (key === undefined) throw new OssError('MalformedXML', 'The XML has an Object without a Key.');
    return checkObjectName(key);
  });
  return { keys, quiet: textOf(document, 'Quiet')?.trim().toLowerCase() === 'true' };
}
