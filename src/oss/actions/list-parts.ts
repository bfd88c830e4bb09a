/** What has arrived of a multipart upload. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { MOST_PARTS } from '../../store/upload-records.js';
import type { Action } from '../call.js';
import { listedTime } from '../listing/listed.js';
import { encodingOf, integerOf, maxEntriesOf } from '../listing/listing.js';
import { uploadNameOf } from '../object/multipart.js';

/** For who may write the object: a public bucket does not show what is being uploaded to it. */
export const listParts: Action = {
  name: 'ListParts',
  method: 'GET',
  scope: 'object',
  when: { query: ['uploadId'] },
  needs: 'write',
  async handle(call) {
    const { query, services } = call;
    const encoding = encodingOf(query);
    const limit = maxEntriesOf(query, 'max-parts');
    const after = integerOf(query, 'part-number-marker', { min: 0, max: MOST_PARTS }) ?? 0;
    const { upload, parts, next } = await services.store.uploads.parts(uploadNameOf(call), after, limit);
    const result = {
      EncodingType: encoding.type,
      Bucket: upload.bucket,
      Key: encoding.write(upload.key),
      UploadId: upload.id,
      StorageClass: upload.storageClass,
      PartNumberMarker: after,
      // oss2 reads it on the last page, too.
      NextPartNumberMarker: next ?? parts.at(-1)?.number ?? 0,
      MaxParts: limit,
      IsTruncated: next !== undefined,
      Part: parts.map((part) => ({
        PartNumber: part.number,
        LastModified: listedTime(part.modifiedAt),
        ETag: `"${part.md5}"`,
        HashCrc64ecma: part.crc64,
        Size: part.size,
      })),
    };
    return xmlReply(200, writeXml('ListPartsResult', result));
  },
};
