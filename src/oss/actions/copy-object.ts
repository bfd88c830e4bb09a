/** An object made of another one, without its bytes being read. */
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { ObjectDescription, ObjectRecord } from '../../store/records.js';
import type { Action, Call } from '../call.js';
import { listedTime } from '../listing/listed.js';
import { fromCopySource, replaces } from '../object/copy-source.js';
import { writeNeeds } from '../object/object-acl.js';
import { isStranger } from '../object/symlinks.js';
import { descriptionOf } from '../object/upload.js';
import { bucketNameOf, keyOf } from '../rows.js';

export const copyObject: Action = {
  name: 'CopyObject',
  method: 'PUT',
  scope: 'object',
  when: { header: 'x-oss-copy-source' },
  needs: writeNeeds,
  async handle(call) {
    const sent = descriptionOf(call.request);
    const replaced = { metadata: replaces(call, 'metadata'), tags: replaces(call, 'tagging') };
    const [bucket, key] = [bucketNameOf(call), keyOf(call)];
    const copy = await fromCopySource(call, (source) =>
      call.services.store.copy(source, bucket, key, described(call, source, sent, replaced)),
    );
    if (copy === 'not-modified') return emptyReply(304);
    const etag = `"${copy.etag}"`;
    const result = { ETag: etag, LastModified: listedTime(copy.modifiedAt) };
    return xmlReply(200, writeXml('CopyObjectResult', result), { etag, 'x-oss-hash-crc64ecma': copy.crc64 });
  },
};

/** An object copied onto itself takes the request's metadata whatever the directive says: that is what it is done for. */
function described(
  call: Call,
  source: ObjectRecord,
  { tags: own, ...sent }: ObjectDescription,
  replaced: { readonly metadata: boolean; readonly tags: boolean },
): ObjectDescription {
  const elsewhere = source.bucket !== bucketNameOf(call);
  const onItself = !elsewhere && source.key === keyOf(call);
  const tags = replaced.tags ? own : source.tags;
  const headers = replaced.metadata || onItself ? sent.headers : source.headers;
  // Of a symlink: its name means another object in another bucket, which whoever made it may not have known.
  const byStranger = elsewhere || isStranger(call);
  return { ...sent, headers, byStranger, ...(tags && { tags }) };
}
