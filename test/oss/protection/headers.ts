/** By headers, and by what stands behind the key. */
import { type Attempt, at, process, secret } from './attempt.js';

const HEADERS: readonly (readonly [headers: Readonly<Record<string, string>>, always?: true])[] = [
  [{ 'x-oss-process': 'image/resize,w_10' }],
  [{ 'x-oss-process': 'image/info, style/small' }, true],
  [{ range: 'bytes=0-' }],
  [{ range: 'bytes=-1' }],
  [{ range: 'bytes=0-0,5-9' }],
  [{ range: 'bytes=999999999-', 'x-oss-range-behavior': 'standard' }, true],
  [{ 'if-range': '"x"', range: 'bytes=0-1' }],
  [{ 'if-none-match': '*' }],
  [{ 'if-match': '*' }],
  [{ 'if-match': '"none"' }, true],
  [{ 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }],
  [{ 'if-unmodified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' }, true],
  [{ referer: 'http://guard.localhost/' }],
  [{ origin: 'http://guard.localhost' }],
  [{ 'x-http-method-override': 'HEAD' }],
  [{ 'x-original-url': '/guard/free.gif' }],
  [{ 'x-rewrite-url': '/guard/free.gif' }],
  [{ 'x-forwarded-host': 'theirs.localhost' }],
  [{ 'x-oss-style': 'small' }],
  [{ accept: 'image/webp' }],
];

const headed: readonly Attempt[] = [
  ...HEADERS.map(([headers, always]) => ({
    what: `GET with ${JSON.stringify(headers)}`,
    ask: secret('', { headers }),
    ...(always && { always }),
  })),
  {
    what: 'a chain in the query, a style in the header',
    ask: secret(process('image/info'), { headers: { 'x-oss-process': 'style/small' } }),
  },
  { what: 'objectMeta', ask: secret('objectMeta', { method: 'HEAD' }) },
  { what: 'HEAD with a header', ask: secret('', { method: 'HEAD', headers: { 'x-oss-process': 'image/info' } }) },
];

/** Behind separators. */
const separated: readonly Attempt[] = [
  { what: '@! and a chain', ask: at('/guard/secret.jpg@!small', process('image/info')) },
  {
    what: '@! and a chain in a header',
    ask: at('/guard/secret.jpg@!small', '', { headers: { 'x-oss-process': 'image/info' } }),
  },
  { what: '%40%21 and a chain', ask: at('/guard/secret.jpg%40%21small', process('image/resize,w_10')) },
  { what: '@! and an empty chain', ask: at('/guard/secret.jpg@!small', 'x-oss-process='), always: true },
  { what: '@! and no style, and a chain', ask: at('/guard/secret.jpg@!none', process('image/info')) },
  ...['@!none', '@!', '@!small/../x', '@!small%00', '@!small%7Cimage/info', '@!style/small', '%40%21none', '@!@!'].map(
    (end) => ({
      what: `a style that is none: ${end}`,
      ask: at(`/guard/secret.jpg${end}`),
      says: '4',
      always: true as const,
    }),
  ),
  ...[
    '-small',
    '_small',
    '!small',
    '/small',
    '@small',
    '@100w',
    '@info',
    '@exif',
    '@infoexif',
    '@imageAve',
    '%2540%2521small',
  ].map((end) => ({
    what: `what is no separator here: ${end}`,
    ask: at(`/guard/secret.jpg${end}`),
    says: '404 NoSuchKey',
    always: true as const,
  })),
];

export const headers: readonly Attempt[] = [...headed, ...separated];
