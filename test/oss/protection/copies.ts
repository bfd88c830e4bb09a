/** By making another object of it. */

import { type Ask, STRANGER, signed } from '../request.js';
import type { Attempt } from './attempt.js';

const copyTo = (path: string, source: string, headers: Readonly<Record<string, string>> = {}): Ask => ({
  method: 'PUT',
  path,
  headers: { 'x-oss-copy-source': source, ...headers },
});
const SOURCES = [
  '/guard/secret.jpg',
  'guard/secret.jpg',
  '/guard/secret%2Ejpg',
  '/guard/secret.jpg?versionId=x',
  '/guard/UPPER.JPG',
  '/guard/dir%2Fa%20b%2Bc.jpg',
];

export const copies: readonly Attempt[] = [
  ...SOURCES.map((source) => ({
    what: `a stranger copies ${source}`,
    ask: signed(copyTo('/theirs/copy', source), '/theirs/copy', STRANGER),
  })),
  ...SOURCES.map((source) => ({
    what: `nobody copies ${source} onto the wall`,
    ask: copyTo('/wall/copy.txt', source),
  })),
  { what: 'nobody copies what is on the wall beside it', ask: copyTo('/wall/copy.txt', '/wall/secret.jpg') },
  {
    what: 'nobody copies it onto itself',
    ask: copyTo('/wall/secret.jpg', '/wall/secret.jpg', { 'x-oss-metadata-directive': 'REPLACE' }),
  },
  {
    what: 'a copy under conditions',
    ask: copyTo('/wall/copy.txt', '/wall/secret.jpg', { 'x-oss-copy-source-if-none-match': '"x"' }),
  },
  {
    what: 'a copy that is not modified',
    ask: copyTo('/wall/copy.txt', '/wall/secret.jpg', { 'x-oss-copy-source-if-none-match': '*' }),
  },
  {
    what: 'a copy named twice',
    ask: copyTo('/wall/copy.txt', '/guard/free.gif, /guard/secret.jpg'),
    always: true,
  },
  {
    what: 'a copy by way of a separator',
    ask: copyTo('/wall/copy.txt', '/guard/secret.jpg@!small'),
    says: '404 NoSuchKey',
    always: true,
  },
];

/** `upload`: of wall/parts, where anybody may add parts. */
export function partCopies(upload: string): readonly Attempt[] {
  const query = `partNumber=1&uploadId=${upload}`;
  return ['/guard/secret.jpg', '/wall/secret.jpg', '/guard/UPPER.JPG'].flatMap((source) => [
    { what: `a part of ${source}`, ask: { ...copyTo('/wall/parts', source), query } },
    {
      what: `a part of a range of ${source}`,
      ask: { ...copyTo('/wall/parts', source, { 'x-oss-copy-source-range': 'bytes=0-9' }), query },
    },
  ]);
}
