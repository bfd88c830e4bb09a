/** Answers to what node:http could not read as a request: written to the socket by hand, with an id like any other. */
import { STATUS_CODES } from 'node:http';
import { OssError } from '../errors.js';
import { errorXml } from './error-response.js';

export interface Refusal {
  readonly status: number;
  readonly error: OssError;
}

/** What to tell a client whose bytes the parser refused. `code` is the parser's or Node's. */
export function refusalFor(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, error: new OssError('InvalidRequest', 'The request line and headers are too long.') };
  }
  const error = errorFor(code);
  return { status: error.status, error };
}

function errorFor(code: string | undefined): OssError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new OssError('RequestTimeout', 'The headers of the request did not arrive in time.');
    case 'HPE_INVALID_URL':
      return new OssError('InvalidRequest', 'The request target has characters that must be percent-encoded.');
    default:
      return new OssError('InvalidRequest', 'This is not a valid HTTP request.');
  }
}

/** A whole response, after which the connection is closed. */
export function rawResponse({ status, error }: Refusal, id: string): Buffer {
  const body = Buffer.from(errorXml(error, { id, method: '', host: '' }));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Server: AliyunOSS',
    `Date: ${new Date().toUTCString()}`,
    `x-oss-request-id: ${id}`,
    'x-oss-server-time: 0',
    'Content-Type: application/xml',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
