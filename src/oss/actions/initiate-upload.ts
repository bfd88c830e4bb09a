/** The beginning of a multipart upload: what describes the object that is to come. */
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import type { Action } from '../call.js';
import { encodingOf } from '../listing/listing.js';
import { writeNeeds } from '../object/object-acl.js';
import { descriptionOf } from '../object/upload.js';
import { bucketNameOf, keyOf } from '../rows.js';

export const initiateMultipartUpload: Action = {
  name: 'InitiateMultipartUpload',
  method: 'POST',
  scope: 'object',
  when: { query: ['uploads'] },
  needs: writeNeeds,
  async handle(call) {
    const encoding = encodingOf(call.query);
    const description = descriptionOf(call.request);
    const upload = await call.services.store.uploads.initiate(bucketNameOf(call), keyOf(call), description);
    const result = {
      EncodingType: encoding.type,
      Bucket: upload.bucket,
      Key: encoding.write(upload.key),
      UploadId: upload.id,
    };
    return xmlReply(200, writeXml('InitiateMultipartUploadResult', result));
  },
};
