/** Reading and removing objects. */
import { evaluateConditions, selectRange } from '../../http/conditional.js';
import type { OssResponse } from '../../http/message.js';
import { emptyReply } from '../../http/reply.js';
import type { ObjectRecord } from '../../store/records.js';
import type { Action, Call } from '../call.js';
import { browserGuard } from '../object/active-content.js';
import { expirationHeader } from '../object/expiration.js';
import { notModifiedHeaders, objectHeaders, responseOverrides, typeHeader } from '../object/object-headers.js';
import { objectRead } from '../object/symlinks.js';
import { attachment, guessedType } from '../picture/channels.js';
import { bucketNameOf, keyOf } from '../rows.js';

export const getObject: Action = {
  name: 'GetObject',
  method: 'GET',
  scope: 'object',
  styled: true,
  needs: 'read',
  async handle(call) {
    const { head, object } = await described(call);
    if (head.status === 304) return head;
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
    return (await described(call)).head;
  },
};

/** The object, and 200 with the headers of the whole of it, or 304. */
async function described(call: Call): Promise<{ head: OssResponse; object: ObjectRecord }> {
  const overrides = responseOverrides(call);
  const object = await objectRead(call);
  const described = { ...objectHeaders(object, call.bucket), ...typeHeader(call) };
  const typed = { ...described, ...guessedType(call, object.headers['content-type']) };
  const headers = { ...attachment(call, typed['content-type'] ?? ''), ...typed };
  if (evaluateConditions(call.request.headers, object) === 'not-modified') {
    return { head: emptyReply(304, notModifiedHeaders(headers)), object };
  }
  // Behind the conditions: it reads the rules, and an answer that has read them is not known the next time (witness.ts).
  const expiration = await expirationHeader(call, call.bucket, call.object ?? object);
  const length = { 'content-length': String(object.size) };
  const answer: Readonly<Record<string, string>> = { ...headers, ...expiration, ...overrides, ...length };
  return { head: emptyReply(200, { ...answer, ...browserGuard(answer['content-type'] ?? '', call.target) }), object };
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
