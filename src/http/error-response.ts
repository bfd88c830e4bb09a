/** The one place where an error becomes an answer (behaviour of the vendor's 'Error responses' page). */
import { OssError } from '../errors.js';
import type { OssRequest, OssResponse } from './message.js';
import { writeXml, type XmlTree } from './xml.js';

/** Python's and Node's clients refuse a response whose headers are longer than 16 KB or so. */
const LONGEST_ERROR_HEADER = 8192;

/** Whole seconds: of a 503 that names none of its own, so that nobody who is told to come again has to guess when. */
const SOON = '1';

type Asked = Pick<OssRequest, 'id' | 'method' | 'host'>;

/**
 * Any thrown value as a response: the error document, or for HEAD the same document as base64 in x-oss-err, since
 * clients cannot tell NoSuchBucket from NoSuchKey by the status. What is not an OssError is an InternalError whose
 * cause only the log shows. The `code` of the note is for the access log.
 */
export function errorResponse(error: unknown, request: Asked): OssResponse {
  const shown = toOssError(error);
  const head: Record<string, string> = { ...shown.headers, 'content-type': 'application/xml' };
  if (shown.ec !== undefined) head['x-oss-ec'] = shown.ec;
  if (shown.status === 503) head['retry-after'] ??= SOON;
  const note = { code: shown.code };
  if (request.method === 'HEAD') {
    return { status: shown.status, headers: { ...head, 'x-oss-err': errorHeader(shown, request) }, note };
  }
  return { status: shown.status, headers: head, body: Buffer.from(errorXml(shown, request)), note };
}

/** An OssError as it is; anything else as InternalError with the original as its cause. */
export function toOssError(error: unknown): OssError {
  return error instanceof OssError ? error : new OssError('InternalError', undefined, { cause: error });
}

export function errorXml(
  error: OssError,
  request: Asked,
  fields: Readonly<Record<string, string>> = error.fields,
): string {
  const content: Record<string, XmlTree[string]> = {
    Code: error.code,
    Message: error.message,
    RequestId: request.id,
    HostId: request.host,
    ...fields,
  };
  if (error.ec !== undefined) {
    content.EC = error.ec;
    content.RecommendDoc = `https://api.aliyun.com/troubleshoot?q=${error.ec}`;
  }
  return writeXml('Error', content);
}

function errorHeader(error: OssError, request: Asked): string {
  const whole = Buffer.from(errorXml(error, request)).toString('base64');
  if (whole.length <= LONGEST_ERROR_HEADER) return whole;
  return Buffer.from(errorXml(error, { id: request.id, method: request.method, host: '' }, {})).toString('base64');
}
