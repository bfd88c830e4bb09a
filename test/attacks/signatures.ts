/** Signatures that are forged, used again, or used for something else. */
import { type Ask, hmac, type KeyPair, presigned, ROOT, STRANGER, signed } from '../oss/request.js';
import { presignedV4, signedV4 } from '../oss/request-v4.js';
import { type Answer, type Attack, get, put, soon } from './attack.js';

const SECRET = '/vault/secret';
const url = (ask: Ask = get(SECRET), resource = SECRET, pair: KeyPair = ROOT) => presigned(ask, resource, soon(), pair);
const urlV4 = (ask: Ask = get(SECRET), resource = SECRET) => presignedV4(ask, resource, 600);
/** Of an object that everybody may read: what is made of the URL must not reach further. */
const openUrl = () => url(get('/open/a.jpg'), '/open/a.jpg');
const changed = (ask: Ask, from: string | RegExp, to: string): Ask => ({
  ...ask,
  query: (ask.query ?? '').replace(from, to),
});
const GUESSES: readonly (readonly [string, KeyPair])[] = [
  ['a guessed secret', { id: ROOT.id, secret: 'guess' }],
  ['no secret', { id: ROOT.id, secret: '' }],
  ['the secret of another key', { id: ROOT.id, secret: STRANGER.secret }],
  ['an id that nobody has', { id: 'nobody', secret: ROOT.secret }],
  ['the id in capitals', { id: ROOT.id.toUpperCase(), secret: ROOT.secret }],
  ['the id and a blank', { id: `${ROOT.id}%20`, secret: ROOT.secret }],
  ['__proto__', { id: '__proto__', secret: '' }],
  ['constructor', { id: 'constructor', secret: 'undefined' }],
];

const forged: readonly Attack[] = GUESSES.flatMap(([what, pair]) => [
  { what: `V1, ${what}`, sends: signed(get(SECRET), SECRET, pair) },
  { what: `a V1 URL, ${what}`, sends: url(undefined, undefined, pair) },
  { what: `V4, ${what}`, sends: signedV4(get(SECRET), SECRET, { pair }) },
  { what: `a V4 URL, ${what}`, sends: presignedV4(get(SECRET), SECRET, 600, { pair }) },
]);

const altered: readonly Attack[] = [
  ...(
    [
      ['cut by one', /Signature=([^&]*)./, 'Signature=$1'],
      ['with one more', /Signature=/, 'Signature=A'],
      ['empty', /Signature=[^&]*/, 'Signature='],
      ['that is an array', /Signature=/, 'Signature[]='],
      ['twice, the wrong one first', /Signature=/, 'Signature=x&Signature='],
      ['with a later end', /Expires=\d+/, 'Expires=99999999999'],
      ['without an end', /Expires=\d+&/, ''],
      ['with an end that is no number', /Expires=\d+/, 'Expires=1e99'],
      ['with a negative end', /Expires=\d+/, 'Expires=-1'],
    ] as const
  ).map(([what, from, to]) => ({ what: `a V1 URL ${what}`, sends: changed(url(), from, to) })),
  ...(
    [
      ['cut by one', /x-oss-signature=([^&]*)./, 'x-oss-signature=$1'],
      ['in capitals', /x-oss-signature=[0-9a-f]+/, 'x-oss-signature=ABCDEF'],
      ['of a longer time', 'x-oss-expires=600', 'x-oss-expires=604800'],
      ['of more than a week', 'x-oss-expires=600', 'x-oss-expires=9999999'],
      ['of another region', 'cn-hangzhou', 'cn-beijing'],
      ['of another day', /x-oss-date=\d{8}/, 'x-oss-date=20200101'],
      ['of another product', '%2Foss%2F', '%2Frds%2F'],
      ['of another version', 'OSS4-HMAC-SHA256', 'OSS2'],
      ['with a parameter more', /$/, '&x=y'],
      ['with a header that is not there', /$/, '&x-oss-additional-headers=host'],
    ] as const
  ).map(([what, from, to]) => ({ what: `a V4 URL ${what}`, sends: changed(urlV4(), from, to) })),
];

/** What is signed for one thing, asked for another. */
const moved: readonly Attack[] = [openUrl(), presignedV4(get('/open/a.jpg'), '/open/a.jpg', 600)].flatMap((ask, n) => {
  const name = n === 0 ? 'V1' : 'V4';
  return [
    { what: `${name}: another object`, sends: { ...ask, path: '/open/hidden' } },
    { what: `${name}: another bucket`, sends: { ...ask, path: SECRET } },
    { what: `${name}: another bucket, by host`, sends: { ...ask, host: 'vault.localhost', path: '/open/a.jpg' } },
    { what: `${name}: DELETE`, sends: { ...ask, method: 'DELETE' } },
    { what: `${name}: PUT`, sends: { ...ask, method: 'PUT', body: 'x' } },
    { what: `${name}: HEAD`, sends: { ...ask, method: 'HEAD' } },
    { what: `${name}: POST`, sends: { ...ask, method: 'POST', query: `append&position=0&${ask.query}` } },
    { what: `${name}: its ACL`, sends: { ...ask, query: `acl&${ask.query}` } },
    {
      what: `${name}: the ACL set`,
      sends: { ...ask, method: 'PUT', query: `acl&${ask.query}`, headers: { 'x-oss-object-acl': 'public-read-write' } },
    },
    { what: `${name}: a chain`, sends: { ...ask, query: `${ask.query}&x-oss-process=image/info` } },
    { what: `${name}: a chain in a header`, sends: { ...ask, headers: { 'x-oss-process': 'image/info' } } },
    { what: `${name}: a header of ours`, sends: { ...ask, headers: { 'x-oss-meta-a': 'b' } } },
    { what: `${name}: another type`, sends: { ...ask, query: `${ask.query}&response-content-type=text/html` } },
    { what: `${name}: a token`, sends: { ...ask, query: `${ask.query}&security-token=x&x-oss-security-token=x` } },
    { what: `${name}: beside a header`, sends: { ...ask, headers: { authorization: 'OSS a:b' } } },
    { what: `${name}: the bucket`, sends: { ...ask, path: '/open/' } },
    { what: `${name}: the service`, sends: { ...ask, path: '/' } },
  ];
});

const inPast = (minutes: number) => new Date(Date.now() - minutes * 60_000).toUTCString();

const replayed: readonly Attack[] = [
  { what: 'V1 of 16 minutes ago', sends: signed(get(SECRET), SECRET, ROOT, inPast(16)) },
  { what: 'V1 of 16 minutes ahead', sends: signed(get(SECRET), SECRET, ROOT, inPast(-16)) },
  { what: 'V4 of 16 minutes ago', sends: signedV4(get(SECRET), SECRET, { time: Date.now() - 960_000 }) },
  { what: 'V4 of yesterday', sends: signedV4(get(SECRET), SECRET, { time: Date.now() - 86_400_000 }) },
  {
    what: 'a V1 URL that ended a second ago',
    sends: presigned(get(SECRET), SECRET, Math.floor(Date.now() / 1000) - 1),
  },
  { what: 'a V4 URL that ended', sends: presignedV4(get(SECRET), SECRET, 60, { time: Date.now() - 61_000 }) },
  {
    what: 'a V4 URL whose time is to come',
    sends: presignedV4(get(SECRET), SECRET, 60, { time: Date.now() + 960_000 }),
  },
  { what: 'a V1 URL as a header', sends: asHeader(url()) },
  { what: 'a V1 header as a URL', sends: asUrl(signed(get(SECRET), SECRET)) },
  {
    what: 'a date written anew',
    sends: {
      ...signed(get(SECRET), SECRET, ROOT, inPast(16)),
      headers: { ...signed(get(SECRET), SECRET, ROOT, inPast(16)).headers, date: new Date().toUTCString() },
    },
  },
  {
    what: 'the answer of SignatureDoesNotMatch holds no signature that is right',
    sends: url(undefined, undefined, { id: ROOT.id, secret: 'x' }),
  },
  {
    what: 'the signature of a form as a request',
    sends: get(
      SECRET,
      `OSSAccessKeyId=${ROOT.id}&Expires=${soon()}&Signature=${encodeURIComponent(hmac(ROOT.secret, 'eyJ9'))}`,
    ),
  },
];

function asHeader({ path, query = '' }: Ask): Ask {
  const values = new URLSearchParams(query);
  return get(path ?? '', '', {
    date: String(values.get('Expires')),
    authorization: `OSS ${ROOT.id}:${values.get('Signature')}`,
  });
}

function asUrl({ path, headers = {} }: Ask): Ask {
  const signature = String(headers.authorization).split(':')[1] ?? '';
  const date = encodeURIComponent(String(headers.date));
  return get(path ?? '', `OSSAccessKeyId=${ROOT.id}&Expires=${date}&Signature=${encodeURIComponent(signature)}`);
}

/** The same text to sign, another request: of each pair neither may be made of the other. */
const PAIRS: readonly (readonly [
  what: string,
  method: string,
  signedKey: string,
  path: string,
  query: string,
  body?: string,
])[] = [
  ['the key ?cors', 'PUT', '?cors', '/vault/', 'cors', '<CORSConfiguration/>'],
  ['the key ?tagging', 'PUT', '?tagging', '/vault/', 'tagging', '<Tagging/>'],
  ['the key ?policy', 'PUT', '?policy', '/vault/', 'policy', '{}'],
  ['the key ?processConfiguration', 'PUT', '?processConfiguration', '/vault/', 'processConfiguration', '<a/>'],
  ['the key ?style&styleName=a', 'PUT', '?style&styleName=a', '/vault/', 'style&styleName=a', '<a/>'],
  ['the key secret?acl', 'GET', 'secret?acl', SECRET, 'acl'],
  ['the key secret?acl, deleted', 'DELETE', 'secret?tagging', SECRET, 'tagging'],
  ['the key ?uploads', 'GET', '?uploads', '/vault/', 'uploads'],
  ['the key ?cname', 'GET', '?cname', '/vault/', 'cname'],
  [
    'the key secret?x-oss-process=style/small',
    'GET',
    'secret?x-oss-process=style/small',
    SECRET,
    'x-oss-process=style/small',
  ],
  ['the key a?delete', 'POST', '?delete', '/vault/', 'delete', '<Delete><Object><Key>secret</Key></Object></Delete>'],
];

const rewritten: readonly Attack[] = PAIRS.flatMap(([what, method, key, path, query, body]) => {
  const ask = { method, path: `/vault/${encodeURIComponent(key)}`, ...(body !== undefined && { body }) };
  const own = presigned(ask, `/vault/${key}`, soon());
  return [
    { what: `${what}: V1 takes no such URL`, sends: own },
    { what: `${what}: nor in a header`, sends: signed(ask, `/vault/${key}`) },
    {
      what: `${what}: nor made of the sub-resource`,
      sends: {
        ...presigned({ ...ask, path, query }, path, soon()),
        path: ask.path,
        query: withoutNames(presigned({ ...ask, path, query }, path, soon()).query, query),
      },
    },
  ];
});

function withoutNames(query = '', names: string): string {
  return query.replace(`${names}&`, '');
}

/** Everybody may read it, so the answer is no secret; the row is that nothing of the signature counts. */
const public_ = ({ status }: Answer) => status === 200;

export const signatures: readonly Attack[] = [
  ...forged,
  ...altered,
  ...moved,
  ...replayed,
  ...rewritten,
  {
    what: 'a preflight with a signature',
    sends: { ...url(), method: 'OPTIONS', headers: { origin: 'http://a', 'access-control-request-method': 'GET' } },
  },
  { what: 'an upload that nobody signed', sends: put('/open/new') },
  { what: 'a cookie in its place', sends: get(SECRET, '', { cookie: 'tintype_session=x' }) },
  { what: 'a password in its place', sends: get(SECRET, '', { authorization: 'Basic cm9vdDpyb290' }) },
  { what: 'a bearer in its place', sends: get(SECRET, '', { authorization: 'Bearer x' }) },
  { what: 'an account in a header', sends: get(SECRET, '', { 'x-oss-account': 'alice', 'x-forwarded-user': 'alice' }) },
  {
    what: 'an address that claims to be ours',
    sends: get(SECRET, '', { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' }),
  },
  { what: 'no signature where none is needed', sends: get('/open/a.jpg'), harmless: public_ },
];
