/** The multipart uploads of a bucket that were begun and not ended. */
import { invalidValue } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { listedTime, prefixesXml } from '../listing/listed.js';
import { encodingOf, keyTextOf, maxEntriesOf } from '../listing/listing.js';
import type { Query } from '../query.js';
import { bucketNameOf } from '../rows.js';

/** As with parts, for who may write. */
export const listMultipartUploads: Action = {
  name: 'ListMultipartUploads',
  method: 'GET',
  scope: 'bucket',
  when: { query: ['uploads'] },
  needs: 'write',
  async handle(call) {
    const { query, services } = call;
    const encoding = encodingOf(query);
    const limit = maxEntriesOf(query, 'max-uploads');
    const [prefix, delimiter, keyMarker] = (['prefix', 'delimiter', 'key-marker'] as const).map((name) =>
      keyTextOf(query, name),
    );
    const idMarker = idMarkerOf(query);
    const { uploads, prefixes, next } = await services.store.uploads.list({
      bucket: bucketNameOf(call),
      limit,
      ...(prefix !== undefined && { prefix }),
      ...(delimiter !== undefined && { delimiter }),
      ...(keyMarker !== undefined && { keyMarker }),
      ...(idMarker !== undefined && { idMarker }),
    });
    const result = {
      EncodingType: encoding.type,
      Bucket: bucketNameOf(call),
      KeyMarker: encoding.write(keyMarker ?? ''),
      UploadIdMarker: idMarker ?? '',
      // oss2 needs both on the last page, too.
      NextKeyMarker: encoding.write(next?.key ?? ''),
      NextUploadIdMarker: next?.id ?? '',
      Delimiter: encoding.write(delimiter ?? ''),
      Prefix: encoding.write(prefix ?? ''),
      MaxUploads: limit,
      IsTruncated: next !== undefined,
      Upload: uploads.map(({ key, id, storageClass, initiatedAt }) => ({
        Key: encoding.write(key),
        UploadId: id,
        StorageClass: storageClass,
        Initiated: listedTime(initiatedAt),
      })),
      CommonPrefixes: prefixesXml(prefixes, encoding),
    };
    return xmlReply(200, writeXml('ListMultipartUploadsResult', result));
  },
};

function idMarkerOf(query: Query): string | undefined {
  const text = query.value('upload-id-marker');
  if (text === undefined || text.length <= 64) return text;
  throw invalidValue('upload-id-marker', text, 'at most 64 characters');
}
