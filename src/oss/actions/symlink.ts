/** Names that stand for another object of their bucket. */
import { invalidValue, OssError } from '../../errors.js';
import { formatHttpDate } from '../../http/dates.js';
import { emptyReply } from '../../http/reply.js';
import type { Action, Call } from '../call.js';
import { checkObjectName } from '../names.js';
import { writeNeeds } from '../object/object-acl.js';
import { isStranger } from '../object/symlinks.js';
import { descriptionOf } from '../object/upload.js';
import { percentDecode, percentEncode } from '../percent.js';
import { bucketNameOf, keyOf, objectOf } from '../rows.js';

const HEADER = 'x-oss-symlink-target';
const ofSymlink = { scope: 'object', when: { query: ['symlink'] } } as const;

/** Whether the target is there, and who may read it, is asked when the symlink is read. */
export const putSymlink: Action = {
  ...ofSymlink,
  name: 'PutSymlink',
  method: 'PUT',
  needs: writeNeeds,
  async handle(call) {
    const target = targetOf(call);
    const description = { ...descriptionOf(call.request), byStranger: isStranger(call) };
    const link = await call.services.store.link(bucketNameOf(call), keyOf(call), target, description);
    return emptyReply(200, { etag: `"${link.etag}"` });
  },
};

/** The name is percent-encoded, as in a URL. @throws OssError 400 MissingArgument, InvalidArgument, InvalidObjectName */
function targetOf({ request }: Call): string {
  const text = request.headers[HEADER] ?? '';
  if (text === '') {
    const message = `The ${HEADER} header is missing. Allowed: the name of an object of the same bucket, percent-encoded.`;
    throw new OssError('MissingArgument', message, { ec: '0043-00000001' });
  }
  const name = percentDecode(text);
  if (name === undefined) throw invalidValue(HEADER, text, 'the name of an object, percent-encoded in UTF-8');
  return checkObjectName(name);
}

export const getSymlink: Action = {
  ...ofSymlink,
  name: 'GetSymlink',
  method: 'GET',
  needs: 'read',
  async handle(call) {
    const { etag, modifiedAt, linksTo } = objectOf(call);
    if (linksTo === undefined) throw new OssError('NotSymlink', undefined, { ec: '0043-00000101' });
    return emptyReply(200, {
      [HEADER]: percentEncode(linksTo, '/'),
      etag: `"${etag}"`,
      'last-modified': formatHttpDate(modifiedAt),
    });
  },
};
