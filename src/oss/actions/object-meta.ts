/** The little that HEAD with `?objectMeta` tells of an object, in less time than the vendor's HeadObject takes. */
import { formatHttpDate } from '../../http/dates.js';
import { emptyReply } from '../../http/reply.js';
import type { Action } from '../call.js';
import { objectRead } from '../object/symlinks.js';

export const getObjectMeta: Action = {
  name: 'GetObjectMeta',
  method: 'HEAD',
  scope: 'object',
  when: { query: ['objectMeta'] },
  needs: 'read',
  async handle(call) {
    const { etag, size, modifiedAt } = await objectRead(call);
    return emptyReply(200, {
      etag: `"${etag}"`,
      'content-length': String(size),
      'last-modified': formatHttpDate(modifiedAt),
    });
  },
};
