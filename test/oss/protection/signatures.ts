/** By a signature that is not the owner’s, or not for this. */

import { type Ask, type KeyPair, presigned, ROOT, STRANGER, signed } from '../request.js';
import { presignedV4, signedV4 } from '../request-v4.js';
import { type Attempt, at, process, secret, WAYS } from './attempt.js';

const FOREIGN: KeyPair = { id: 'foreign-key', secret: 'foreign-secret' };
const FORGED: KeyPair = { id: ROOT.id, secret: 'guessed' };
const STYLED = 'x-oss-process=style/small';
const soon = () => Math.floor(Date.now() / 1000) + 600;

export const signatures: readonly Attempt[] = [
  ...WAYS.map(([what, query, more = {}]) => ({
    what: `${what}, signed by a stranger`,
    ask: signed(secret(query, more), '/guard/secret.jpg', STRANGER),
  })),
  {
    what: 'a URL signed by a stranger',
    ask: presigned(secret(process('image/info')), '/guard/secret.jpg', soon(), STRANGER),
  },
  { what: 'V4, signed by a stranger', ask: signedV4(secret(), '/guard/secret.jpg', { pair: STRANGER }) },
  { what: 'a V4 URL signed by a stranger', ask: presignedV4(secret(), '/guard/secret.jpg', 600, { pair: STRANGER }) },
  ...[
    ['a foreign key', signed(secret(), '/guard/secret.jpg', FOREIGN), '403 InvalidAccessKeyId'],
    ['a URL of a foreign key', presigned(secret(), '/guard/secret.jpg', soon(), FOREIGN), '403 InvalidAccessKeyId'],
    ['V4 of a foreign key', signedV4(secret(), '/guard/secret.jpg', { pair: FOREIGN }), '403 InvalidAccessKeyId'],
    ['a guessed secret', signed(secret(), '/guard/secret.jpg', FORGED), '403 SignatureDoesNotMatch'],
    [
      'a URL of a guessed secret',
      presigned(secret(), '/guard/secret.jpg', soon(), FORGED),
      '403 SignatureDoesNotMatch',
    ],
    ['an expired URL', presigned(secret(), '/guard/secret.jpg', soon() - 1200), '403 AccessDenied'],
    [
      'an expired V4 URL',
      presignedV4(secret(), '/guard/secret.jpg', 60, { time: Date.now() - 120_000 }),
      '403 AccessDenied',
    ],
    [
      'a URL for another object',
      { ...presigned(at('/guard/free.gif'), '/guard/free.gif', soon()), path: '/guard/secret.jpg' },
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for a style',
      tampered(STYLED, (query) => query.replace('style/small', 'image/info')),
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for a style, which is cut off',
      tampered(STYLED, (query) => query.replace(`${STYLED}&`, '')),
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for a style, with a chain in front',
      tampered(STYLED, (query) => `x-oss-process=image/info&${query}`),
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for a style, written as one name',
      tampered(STYLED, (query) => query.replace(STYLED, encodeURIComponent(STYLED))),
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for a style, written as the value of another parameter',
      tampered(`response-expires=x&${STYLED}`, (query) =>
        query.replace(`&${STYLED}`, encodeURIComponent(`&${STYLED}`)),
      ),
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for a separator, which is cut off',
      { ...presigned(at('/guard/secret.jpg@!small'), '/guard/secret.jpg@!small', soon()), path: '/guard/secret.jpg' },
      '403 SignatureDoesNotMatch',
    ],
    [
      'a URL for HEAD',
      { ...presigned(secret('', { method: 'HEAD' }), '/guard/secret.jpg', soon()), method: 'GET' },
      '403 SignatureDoesNotMatch',
    ],
    [
      'two signatures',
      { ...presigned(secret(), '/guard/secret.jpg', soon()), headers: { authorization: 'OSS x:y' } },
      '400 InvalidArgument',
    ],
    ['half a signed URL', secret(`OSSAccessKeyId=${ROOT.id}&Expires=${soon()}`), '403 AccessDenied'],
    ['the id of a key alone', secret('', { headers: { authorization: `OSS ${ROOT.id}:` } }), '400 InvalidArgument'],
    ['a password', secret('', { headers: { authorization: 'Basic cm9vdDpyb290' } }), '400 InvalidArgument'],
  ].map(([what, ask, says]) => ({ what, ask, says, always: true }) as Attempt),
];

function tampered(query: string, change: (query: string) => string): Ask {
  const ask = presigned(secret(query), '/guard/secret.jpg', soon());
  return { ...ask, query: change(ask.query ?? '') };
}

/** `pair`: of the owner's account, limited to the bucket `shut`. */
export function byKeyForOthers(pair: KeyPair): readonly Attempt[] {
  const headers = { 'x-oss-copy-source': '/guard/secret.jpg' };
  return [
    ...WAYS.map(([what, query, more = {}]) => ({
      what: `${what}, by a key for another bucket`,
      ask: signed(secret(query, more), '/guard/secret.jpg', pair),
    })),
    {
      what: 'a URL signed by a key for another bucket',
      ask: presigned(secret(), '/guard/secret.jpg', soon(), pair),
    },
    {
      what: 'a copy to its own bucket by a key for that',
      ask: signed({ method: 'PUT', path: '/shut/copy.txt', headers }, '/shut/copy.txt', pair),
    },
  ];
}
