/** One part of a multipart upload, made of an object that is there. */
import { OssError } from '../../errors.js';
import { parseRange } from '../../http/conditional.js';
import { emptyReply, xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { listedTime } from '../listing/listed.js';
import { fromCopySource } from '../object/copy-source.js';
import { partHeaders, partNumberOf, uploadNameOf } from '../object/multipart.js';

/** The vendor copies no part of a symlink either. */
function sourceIsSymlink(): OssError {
  return new OssError('InvalidArgument', 'The source of a part must not be a symlink.', {
    ec: '0042-00000308',
    fields: { ArgumentName: 'x-oss-copy-source' },
  });
}

/** Of a range that the source does not have, or that is none, the whole source is copied, as a GET would send it. */
export const uploadPartCopy: Action = {
  name: 'UploadPartCopy',
  method: 'PUT',
  scope: 'object',
  when: { query: ['uploadId', 'partNumber'], header: 'x-oss-copy-source' },
  needs: 'write',
  async handle(call) {
    const number = partNumberOf(call);
    const part = await fromCopySource(call, (source) => {
      if (source.linksTo !== undefined) throw sourceIsSymlink();
      const range = parseRange(call.request.headers['x-oss-copy-source-range'], source.size, false);
      return call.services.store.uploads.copyPart(uploadNameOf(call), number, source, range);
    });
    if (part === 'not-modified') return emptyReply(304);
    const result = { LastModified: listedTime(part.modifiedAt), ETag: `"${part.md5}"` };
    return xmlReply(200, writeXml('CopyPartResult', result), partHeaders(part));
  },
};
