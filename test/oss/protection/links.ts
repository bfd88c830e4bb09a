/** Through symlinks, whose own suffix is not protected: link.txt to secret.jpg, link to mark.png, made.txt by nobody. */
import { base64Of } from '#src/process/base64.js';
import { type Ask, STRANGER, signed } from '../request.js';
import { type Attempt, at, process, WAYS } from './attempt.js';

const marked = process(`image/watermark,image_${base64Of('link')}`);
const says = '400 WatermarkError';

/** What the attempts below go through; anybody may make them on the wall. */
export const LINKS: readonly (readonly [link: string, target: string])[] = [
  ['guard/link.txt', 'secret.jpg'],
  ['guard/link', 'mark.png'],
  ['wall/link.txt', 'secret.jpg'],
];

export const MADE_BY_NOBODY: Ask = {
  method: 'PUT',
  path: '/wall/made.txt',
  query: 'symlink',
  headers: { 'x-oss-symlink-target': 'secret.jpg' },
};

const part = (upload: string, source: string): Ask => ({
  method: 'PUT',
  path: '/wall/parts',
  query: `partNumber=2&uploadId=${upload}`,
  headers: { 'x-oss-copy-source': source },
});

export function links(upload: string): readonly Attempt[] {
  return [
    ...['/guard/link.txt', '/wall/link.txt', '/wall/made.txt'].flatMap((path) =>
      WAYS.map(([what, query, more = {}]) => ({ what: `${what} through ${path}`, ask: at(path, query, more) })),
    ),
    { what: 'objectMeta through a link', ask: at('/guard/link.txt', 'objectMeta', { method: 'HEAD' }) },
    { what: 'a link, by a stranger', ask: signed(at('/guard/link.txt'), '/guard/link.txt', STRANGER) },
    { what: 'a link, and @! and a chain', ask: at('/guard/link.txt@!small', process('image/info')) },
    { what: 'a part through a link', ask: part(upload, '/guard/link.txt'), says: '400 InvalidArgument', always: true },
    {
      what: 'a part through a link that nobody made',
      ask: part(upload, '/wall/made.txt'),
      says: '400 InvalidArgument',
      always: true,
    },
    { what: 'a mark through a link', ask: at('/guard/free.gif', marked), says },
    {
      what: 'a stranger posts a chain through a link',
      ask: signed(
        { method: 'POST', path: '/guard/link.txt', query: 'x-oss-process', body: 'x-oss-process=image/info' },
        '/guard/link.txt',
        STRANGER,
      ),
    },
  ];
}
