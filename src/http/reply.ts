/** The three kinds of small answer an action gives. Header names are lower case, as everywhere in OssResponse. */
import type { OssResponse } from './message.js';

export type ReplyHeaders = Readonly<Record<string, string>>;

/** A document of writeXml(). */
export function xmlReply(status: number, xml: string, headers?: ReplyHeaders): OssResponse {
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body: Buffer.from(xml) };
}

/** Exactly `application/json`: ali-oss compares the type of an info answer as a whole, so no charset. */
export function jsonReply(status: number, json: string, headers?: ReplyHeaders): OssResponse {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: Buffer.from(json) };
}

/** A status and headers with no body: 200 of a PUT, 204 of a DELETE, 304. */
export function emptyReply(status: number, headers?: ReplyHeaders): OssResponse {
  return { status, headers: headers ?? {} };
}
