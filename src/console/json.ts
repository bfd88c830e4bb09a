/** JSON in and out of the console's own API. */
import { OssError } from '../errors.js';
import { readBody } from '../http/body.js';
import type { OssRequest, OssResponse } from '../http/message.js';
import { Refusal } from './refusal.js';

/** A key limited to a hundred buckets is the longest thing anybody sends. */
const LONGEST = 16_384;

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): OssResponse {
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, body };
}

export function refusalResponse(error: Refusal | OssError, request: OssRequest): OssResponse {
  const { code, message, status, headers } = error;
  const response = json({ code, message, requestId: request.id }, status);
  return { ...response, headers: { ...response.headers, ...headers }, note: { code } };
}

/**
 * The members of the object in the body.
 * @throws Refusal 415 for another type: a form of another site can send text/plain, but not JSON;
 *   OssError 400 InvalidArgument, EntityTooLarge
 */
export async function readJson(request: OssRequest): Promise<Readonly<Record<string, unknown>>> {
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal('UnsupportedMediaType', 'The body must be application/json.');
  const text = (await readBody(request.body, LONGEST)).toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new OssError('InvalidArgument', 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new OssError('InvalidArgument', 'The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

/** A member that is a text of at most `most` characters; undefined: it is not there. @throws OssError 400 */
export function textMember(body: Readonly<Record<string, unknown>>, name: string, most: number): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length <= most) return value;
  throw new OssError('InvalidArgument', `${name} must be a text of at most ${most} characters.`);
}

/** A member that is true or false; undefined: it is not there. @throws OssError 400 */
export function switchMember(body: Readonly<Record<string, unknown>>, name: string): boolean | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined || typeof value === 'boolean') return value;
  throw new OssError('InvalidArgument', `${name} must be true or false.`);
}
