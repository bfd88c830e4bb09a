/** One bucket's rights used on another, and pictures made for, of, or with what is somebody else's. */
import { base64Of } from '#src/process/base64.js';
import type { Ask } from '../oss/request.js';
import { type Attack, byStranger, get, put } from './attack.js';

const OPERATIONS: readonly (readonly [what: string, path: string, more: Ask])[] = [
  ['its ACL', '', { query: 'acl' }],
  ['its ACL set', '', { method: 'PUT', query: 'acl', headers: { 'x-oss-acl': 'public-read-write' } }],
  ['itself made again', '', { method: 'PUT', headers: { 'x-oss-acl': 'public-read' } }],
  ['itself deleted', '', { method: 'DELETE' }],
  ['its CORS rules', '', { query: 'cors' }],
  ['its CORS rules set', '', { method: 'PUT', query: 'cors', body: '<CORSConfiguration/>' }],
  ['its referer rules set', '', { method: 'PUT', query: 'referer', body: '<RefererConfiguration/>' }],
  ['its styles', '', { query: 'style' }],
  ['a style of it', '', { query: 'style&styleName=small' }],
  ['a style of it deleted', '', { method: 'DELETE', query: 'style&styleName=small' }],
  ['its settings', '', { query: 'processConfiguration' }],
  ['its domains', '', { query: 'cname' }],
  ['its tags', '', { query: 'tagging' }],
  ['its numbers', '', { query: 'stat' }],
  ['its info', '', { query: 'bucketInfo' }],
  ['its uploads', '', { query: 'uploads' }],
  ['the ACL of an object', 'secret', { query: 'acl' }],
  [
    'the ACL of an object set',
    'secret',
    { method: 'PUT', query: 'acl', headers: { 'x-oss-object-acl': 'public-read' } },
  ],
  ['the tags of an object', 'secret', { query: 'tagging' }],
];

const objects: readonly (readonly [what: string, ask: Ask])[] = [
  ['its objects', get('/vault/')],
  ['its objects, with a prefix', get('/vault/', 'list-type=2&prefix=s')],
  ['an object', get('/vault/secret')],
  ['an object that is private in an open bucket', get('/open/hidden')],
  ['an object that is private where everybody may write', get('/wall/hidden')],
  ['its facts', get('/vault/secret', 'objectMeta')],
  ['a part of it', get('/vault/secret', '', { range: 'bytes=0-3' })],
  ['whether it has changed', get('/vault/secret', '', { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' })],
  ['a picture', get('/vault/secret.png', 'x-oss-process=image/info')],
  ['an object put', put('/vault/new')],
  ['an object put where only reading is open', put('/open/new')],
  ['an object replaced that is private', put('/wall/hidden')],
  ['an object deleted', { method: 'DELETE', path: '/vault/secret' }],
  ['a private one deleted where everybody may write', { method: 'DELETE', path: '/wall/hidden' }],
  [
    'several deleted',
    { method: 'POST', path: '/vault/', query: 'delete', body: '<Delete><Object><Key>secret</Key></Object></Delete>' },
  ],
  [
    'private ones deleted where everybody may write',
    { method: 'POST', path: '/wall/', query: 'delete', body: '<Delete><Object><Key>hidden</Key></Object></Delete>' },
  ],
  ['an upload begun', { method: 'POST', path: '/vault/new', query: 'uploads' }],
  ['a copy into it', put('/vault/new', { 'x-oss-copy-source': '/theirs/a.jpg' }, '')],
  ['a symlink in it', put('/vault/link', { 'x-oss-symlink-target': 'secret' }, '')],
  ['bytes behind an object', { method: 'POST', path: '/vault/secret', query: 'append&position=12', body: 'x' }],
];

const saved = (source: string, bucket: string, key: string): Ask => ({
  method: 'POST',
  path: source,
  query: 'x-oss-process',
  body: `x-oss-process=image/resize,w_9|sys/saveas,o_${base64Of(key)}${bucket && `,b_${base64Of(bucket)}`}`,
});

const marked = (path: string, key: string): Ask => get(path, `x-oss-process=image/watermark,image_${base64Of(key)}`);

/** `upload` is of vault/parts; `own` is of theirs/parts. */
export function buckets(upload: string, own: string): readonly Attack[] {
  const part = (path: string, id: string, more: Ask = {}): Ask => ({
    method: 'PUT',
    path,
    query: `partNumber=1&uploadId=${id}`,
    body: 'x',
    ...more,
  });
  const complete =
    '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"x"</ETag></Part></CompleteMultipartUpload>';
  const everybody = [
    ...OPERATIONS.flatMap(([what, key, more]) =>
      (key === '' ? ['vault', 'open'] : ['vault']).map(
        (bucket) => [`${what} (${bucket})`, { path: `/${bucket}/${key}`, ...more }] as const,
      ),
    ),
    ...objects,
  ];
  return [
    ...everybody.map(([what, ask]) => ({ what: `nobody: ${what}`, sends: ask })),
    ...everybody.map(([what, ask]) => ({ what: `a stranger: ${what}`, sends: byStranger(ask) })),
    { what: 'a part of somebody else’s upload', sends: byStranger(part('/vault/parts', upload)) },
    { what: 'somebody else’s upload, from one’s own bucket', sends: byStranger(part('/theirs/parts', upload)) },
    { what: 'one’s own upload, in another bucket', sends: byStranger(part('/vault/parts', own)) },
    { what: 'an upload under another key', sends: byStranger(part('/theirs/other', own)) },
    {
      what: 'somebody else’s upload completed',
      sends: byStranger({ method: 'POST', path: '/theirs/parts', query: `uploadId=${upload}`, body: complete }),
    },
    {
      what: 'somebody else’s upload aborted',
      sends: byStranger({ method: 'DELETE', path: '/theirs/parts', query: `uploadId=${upload}` }),
    },
    { what: 'somebody else’s parts', sends: byStranger(get('/theirs/parts', `uploadId=${upload}`)) },
    {
      what: 'a part that is somebody else’s object',
      sends: byStranger(part('/theirs/parts', own, { headers: { 'x-oss-copy-source': '/vault/secret' }, body: '' })),
    },
    {
      what: 'a copy of somebody else’s object',
      sends: byStranger(put('/theirs/copy', { 'x-oss-copy-source': '/vault/secret' }, '')),
    },
    {
      what: 'a copy of what is private in an open bucket',
      sends: byStranger(put('/theirs/copy', { 'x-oss-copy-source': '/open/hidden' }, '')),
    },
    {
      what: 'a domain for somebody else’s bucket',
      sends: byStranger({
        method: 'POST',
        path: '/vault/',
        query: 'cname&comp=add',
        body: '<BucketCnameConfiguration><Cname><Domain>a.example</Domain></Cname></BucketCnameConfiguration>',
      }),
    },
    { what: 'saved into a foreign bucket', sends: byStranger(saved('/theirs/a.jpg', 'vault', 'x')) },
    { what: 'saved over a foreign object', sends: byStranger(saved('/theirs/a.jpg', 'vault', 'secret')) },
    { what: 'saved into a bucket where only reading is open', sends: byStranger(saved('/theirs/a.jpg', 'open', 'x')) },
    {
      what: 'saved over a private object where everybody may write',
      sends: byStranger(saved('/theirs/a.jpg', 'wall', 'hidden')),
    },
    { what: 'saved of a foreign object', sends: byStranger(saved('/vault/secret.png', 'theirs', 'x')) },
    { what: 'saved of a private object', sends: byStranger(saved('/open/hidden.png', 'theirs', 'x')) },
    { what: 'saved by nobody', sends: saved('/wall/a.jpg', '', 'x') },
    { what: 'a mark of a foreign bucket', sends: byStranger(marked('/theirs/a.jpg', '/vault/secret.png')) },
    {
      what: 'a mark of a foreign bucket, by its address',
      sends: byStranger(marked('/theirs/a.jpg', 'http://vault.localhost/secret.png')),
    },
    { what: 'a mark that is private', sends: byStranger(marked('/open/a.jpg', 'hidden.png')) },
    { what: 'a mark that is private, by nobody', sends: marked('/open/a.jpg', 'hidden.png') },
    {
      what: 'a mark prepared of what is private',
      sends: marked('/open/a.jpg', 'hidden.png?x-oss-process=image/resize,P_10'),
    },
  ];
}
