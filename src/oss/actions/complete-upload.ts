/** The end of a multipart upload: its parts become one object. */
import { OssError } from '../../errors.js';
import { xmlReply } from '../../http/reply.js';
import { writeXml } from '../../http/xml.js';
import { childrenOf, textOf, type XmlElement } from '../../http/xml-document.js';
import { type ChosenPart, MOST_PARTS } from '../../store/upload-records.js';
import type { Action, Call } from '../call.js';
import { readDocument } from '../document.js';
import { encodingOf } from '../listing/listing.js';
import { uploadNameOf } from '../object/multipart.js';
import { writeNeeds } from '../object/object-acl.js';
import { objectUrl } from '../object/object-url.js';
import { descriptionOf } from '../object/upload.js';
import { bucketNameOf, keyOf } from '../rows.js';

/** Room for 10,000 parts, however a client indents them. */
const MAX_BYTES = 4 * 1024 * 1024;

export const completeMultipartUpload: Action = {
  name: 'CompleteMultipartUpload',
  method: 'POST',
  scope: 'object',
  when: { query: ['uploadId'] },
  needs: writeNeeds,
  async handle(call) {
    const encoding = encodingOf(call.query);
    const { acl, forbidOverwrite, tags } = descriptionOf(call.request);
    // They were said when the upload was begun.
    if (tags !== undefined) throw new OssError('NotImplemented', undefined, { fields: { Header: 'x-oss-tagging' } });
    const object = await call.services.store.uploads.complete(uploadNameOf(call), {
      parts: await chosenParts(call),
      ...(acl !== undefined && { acl }),
      ...(forbidOverwrite !== undefined && { forbidOverwrite }),
    });
    const etag = `"${object.etag}"`;
    const result = {
      EncodingType: encoding.type,
      Location: objectUrl(call, keyOf(call)),
      Bucket: bucketNameOf(call),
      Key: encoding.write(keyOf(call)),
      ETag: etag,
    };
    const headers = { etag, 'x-oss-hash-crc64ecma': object.crc64 };
    return xmlReply(200, writeXml('CompleteMultipartUploadResult', result), headers);
  },
};

/** `x-oss-complete-all: yes` stands for a list of all that was uploaded, and must not come with one. */
async function chosenParts(call: Call): Promise<readonly ChosenPart[] | 'all'> {
  const document = await readDocument(call, 'CompleteMultipartUpload', MAX_BYTES);
  if (call.request.headers['x-oss-complete-all']?.trim().toLowerCase() === 'yes') {
    if (document === undefined) return 'all';
    throw new OssError('InvalidArgument', 'A request with x-oss-complete-all must not have a body.', {
      fields: { ArgumentName: 'x-oss-complete-all', ArgumentValue: 'yes' },
    });
  }
  const parts = document === undefined ? [] : childrenOf(document, 'Part').map(chosenPart);
  if (parts.length < 1 || parts.length > MOST_PARTS) {
    throw new OssError('MalformedXML', `The XML names ${parts.length} parts. Allowed: 1 to ${MOST_PARTS}.`);
  }
  checkOrder(parts);
  return parts;
}

function chosenPart(part: XmlElement): ChosenPart {
  const [number, etag] = [textOf(part, 'PartNumber')?.trim(), textOf(part, 'ETag')?.trim()];
  if (number === undefined || !/^\d{1,9}$/.test(number) || etag === undefined) {
    throw new OssError('MalformedXML', 'The XML has a Part without a PartNumber in digits or without an ETag.');
  }
  return { number: Number(number), etag: etag.replace(/^"(.*)"$/, '$1') };
}

function checkOrder(parts: readonly ChosenPart[]): void {
  for (const [n, { number }] of parts.entries()) {
    const before = n === 0 ? 0 : (parts[n - 1]?.number ?? 0);
    if (number > MOST_PARTS || number < 1) {
      throw new OssError('InvalidArgument', `Part number ${number} is invalid. Allowed: 1 to ${MOST_PARTS}.`, {
        fields: { ArgumentName: 'PartNumber', ArgumentValue: String(number) },
      });
    }
    if (number <= before) {
      throw new OssError(
        'InvalidPartOrder',
        `Part ${number} is named behind part ${before}. Allowed: ascending order.`,
      );
    }
  }
}
