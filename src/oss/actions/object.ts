/** Reading and removing objects. */
import { evaluateConditions, selectRange } from '../../http/conditional.js';
import type { OssResponse } from '../../http/message.js';
import { emptyReply } from '../../http/reply.js';
import type { Action, Call } from '../call.js';
import { notModifiedHeaders, objectHeaders, responseOverrides } from '../object-headers.js';
import { bucketNameOf, keyOf, objectOf } from '../rows.js';

export const getObject: Action = {
  name: 'GetObject',
  method: 'GET',
  scope: 'object',
  styled: true,
  needs: 'read',
  async handle(call) {
    const head = describe(call);
    if (head.status === 304) return head;
    const object = objectOf(call);
    const range = selectRange(call.request.headers, object, object.size);
    const body = await call.services.store.read(object, range);
    if (range === undefined) return { ...head, body };
    const { 'content-md5': _wholeMd5, ...headers } = head.headers;
    const { start, end } = range;
    return {
      status: 206,
      headers: {
        ...headers,
        'content-length': String(end - start + 1),
        'content-range': `bytes ${start}-${end}/${object.size}`,
      },
      body,
    };
  },
};

/** As GetObject, without the body. Ranges are for GET alone (RFC 9110, 14.2). */
export const headObject: Action = {
  name: 'HeadObject',
  method: 'HEAD',
  scope: 'object',
  styled: true,
  needs: 'read',
  async handle(call) {
    return describe(call);
  },
};

/** 200 with the headers of the whole object, or 304. */
function describe(call: Call): OssResponse {
  const overrides = responseOverrides(call);
  const object = objectOf(call);
  const headers = objectHeaders(object, call.bucket);
  if (evaluateConditions(call.request.headers, object) === 'not-modified') {
    return emptyReply(304, notModifiedHeaders(headers));
  }
  return emptyReply(200, { ...headers, ...overrides, 'content-length': String(object.size) });
}

/** 204 whether or not there was such an object. */
export const deleteObject: Action = {
  name: 'DeleteObject',
  method: 'DELETE',
  scope: 'object',
  needs: 'write',
  async handle(call) {
    await call.services.store.delete(bucketNameOf(call), keyOf(call));
    return emptyReply(204);
  },
};
