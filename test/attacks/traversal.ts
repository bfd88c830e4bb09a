/** Out of the bucket by the name of an object, of a bucket, or of a blob. Keys are rows of a table and no paths. */
import { base64Of } from '#src/process/base64.js';
import { type Attack, byStranger, get, put } from './attack.js';

const PATHS = [
  '/open/../vault/secret',
  '/open/..%2fvault%2fsecret',
  '/open/%2e%2e/vault/secret',
  '/open/%2E%2E%2Fvault%2Fsecret',
  '/open/a.jpg/../../vault/secret',
  '/open/%252e%252e/vault/secret',
  '/open/..%5cvault%5csecret',
  '/open/..\\vault\\secret',
  '/open/%c0%ae%c0%ae/vault/secret',
  '/open/%e0%80%ae%e0%80%ae/vault/secret',
  '/open/..;/vault/secret',
  '/open/..%00/vault/secret',
  '/open/%00',
  '/open/secret%00.jpg',
  '/open//vault/secret',
  '//vault/secret',
  '/./vault/secret',
  '/open/....//....//etc/passwd',
  '/open/../../../../../../etc/passwd',
  '/open/%2Fetc%2Fpasswd',
  '/open//etc/passwd',
  '/open/file:///etc/passwd',
  '/open/~root/.ssh/id_rsa',
  '/open/../root-key.json',
  '/open/..%2froot-key.json',
  '/../root-key.json',
  '/%2e%2e/root-key.json',
  '/..%2froot-key.json',
  '/root-key.json',
  '/metadata.db',
  '/open/../metadata.db-wal',
  '/blobs/00/',
  '/open/..%2fblobs%2f00',
  '/open/CON',
  '/open/a.jpg%3A%3A$DATA',
  '/open/a.jpg.',
  '/OPEN/a.jpg',
  '/open%2fa.jpg',
  '/open%00/a.jpg',
];

/** `blob`: the id of the blob of vault/secret. */
export function traversal(blob: string): readonly Attack[] {
  const blobs = [
    `/open/${blob}`,
    `/open/${blob.slice(0, 2)}/${blob}`,
    `/open/..%2f..%2fblobs%2f${blob.slice(0, 2)}%2f${blob}`,
    `/blobs/${blob.slice(0, 2)}/${blob}`,
    `/${blob}/x`,
  ];
  return [
    ...[...PATHS, ...blobs].map((path) => ({ what: `GET ${path.replace(blob, 'BLOB')}`, sends: get(path) })),
    ...['/vault/secret', 'vault/secret', '/open/..%2Fvault%2Fsecret', '/open/../vault/secret', '/open/hidden'].map(
      (source) => ({
        what: `a copy of ${source}`,
        sends: put('/wall/copy', { 'x-oss-copy-source': source }, ''),
      }),
    ),
    ...['../vault/secret', '/vault/secret', 'vault/secret', `${blob}`].map((key) => ({
      what: `the mark ${key.replace(blob, 'BLOB')}`,
      sends: get('/open/a.jpg', `x-oss-process=image/watermark,image_${base64Of(key)}`),
    })),
    ...['../vault', '..', 'vault/', '.', 'a/b'].map((bucket) => ({
      what: `saved into the bucket ${bucket}`,
      sends: byStranger({
        method: 'POST',
        path: '/theirs/a.jpg',
        query: 'x-oss-process',
        body: `x-oss-process=image/resize,w_9|sys/saveas,o_${base64Of('x')},b_${base64Of(bucket)}`,
      }),
    })),
    ...['style/../vault/small', 'style/vault%2fsmall', 'style/small'].map((style) => ({
      what: `a style of another bucket: ${style}`,
      sends: get('/open/a.jpg', `x-oss-process=${style}`),
    })),
  ];
}
