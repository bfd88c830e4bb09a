/** By the old syntax, on an IMG domain and on an OSS domain whose bucket allows it; and every other way on an IMG domain. */
import { base64Of } from '#src/process/base64.js';
import { type Ask, presigned, STRANGER, signed } from '../request.js';
import { type Attempt, at } from './attempt.js';

/** No bucket in it: it stands in the path, as in most attempts. */
const IMG = 'img-cn-hangzhou.aliyuncs.com';

const SUFFIXES: readonly string[] = [
  '100w',
  '.jpg',
  '.src',
  '1an.src',
  'losslessQ.webp',
  '100w_100h_1e_1c.png',
  '100w|90r',
  '0o|1p',
  'info',
  'exif',
  'infoexif',
  'imageAve',
  'watermark=2&text=eA',
  '100w@100w',
  '0w',
  'small',
  'style/small',
  '100w|!small',
  '100w|style/small',
  'image/resize,w_10',
  '@!small',
];
/** Means nothing, with or without protection. */
const NONSENSE: readonly string[] = [
  '100w@100w',
  '0w',
  'small',
  'style/small',
  '100w|!small',
  '100w|style/small',
  'image/resize,w_10',
  '@!small',
  'exif',
];

const KEYS: readonly string[] = ['secret.jpg', 'UPPER.JPG', 'dir/a%20b%2Bc.jpg'];

const suffixes: readonly Attempt[] = SUFFIXES.map((suffix, index) => {
  const path = `/guard/${KEYS[index % KEYS.length]}@${suffix.replaceAll('|', '%7C')}`;
  // What stands behind the last '@' is a suffix, so the picture may be another object, which is not there.
  const says = /^(100w@|@!)/.test(suffix) ? { says: '40' } : {};
  return {
    what: `@${suffix}`,
    ask: at(path, '', { host: IMG }),
    ...says,
    ...(NONSENSE.includes(suffix) && { always: true as const }),
  };
});

const more: readonly Attempt[] = [
  { what: '@ escaped', ask: at('/guard/secret.jpg%40100w', '', { host: IMG }) },
  { what: 'all of it escaped', ask: at('/guard/secret%2ejpg%40%31%30%30w', '', { host: IMG }) },
  { what: '@ and HEAD', ask: at('/guard/secret.jpg@100w', '', { host: IMG, method: 'HEAD' }) },
  {
    what: '@ by the host of the bucket',
    ask: at('/secret.jpg@100w', '', { host: 'guard.img-cn-beijing.aliyuncs.com' }),
  },
  { what: '@ and a range', ask: at('/guard/secret.jpg@.src', '', { host: IMG, headers: { range: 'bytes=0-99' } }) },
  { what: '@ and a chain', ask: at('/guard/secret.jpg@100w', 'x-oss-process=image/info', { host: IMG }) },
  { what: '@ behind a style', ask: at('/guard/secret.jpg@!small@100w', '', { host: IMG }), says: '40', always: true },
  { what: '@ before a style', ask: at('/guard/secret.jpg@100w@!small', '', { host: IMG }), says: '40', always: true },
  {
    what: '@, signed by a stranger',
    ask: signed(at('/guard/secret.jpg@100w', '', { host: IMG }), '/guard/secret.jpg@100w', STRANGER),
  },
  {
    what: 'a URL with @, signed by a stranger',
    ask: presigned(
      at('/guard/secret.jpg@100w', '', { host: IMG }),
      '/guard/secret.jpg@100w',
      Math.floor(Date.now() / 1000) + 600,
      STRANGER,
    ),
  },
  ...['mark.png', 'mark.png@30P', 'secret.jpg@100w', 'secret.jpg'].map((name) => ({
    what: `@watermark of ${name}`,
    ask: at(`/guard/free.gif@watermark=1&object=${base64Of(name)}`, '', { host: IMG }),
    says: '400 WatermarkError',
  })),
];

export const oldSyntax: readonly Attempt[] = [...suffixes, ...more];

/** The same where the host is that of an OSS domain. */
export const OLD_SYNTAX_ON_OSS: readonly Attempt[] = oldSyntax.map(({ ask: { host, ...ask }, ...rest }) => ({
  ...rest,
  ask: host === IMG ? ask : { ...ask, host: 'guard.oss-cn-hangzhou.aliyuncs.com' },
}));

/** Old names of what is not there. */
const OLD_CODES: readonly (readonly [RegExp, string])[] = [
  [/NoSuchKey$/, 'NoSuchFile'],
  [/NoSuchBucket$/, 'NoSuchChannel'],
];

/** The same attempts on an IMG domain, but for those that have a host of their own. */
export function onImgDomain(attempts: readonly Attempt[]): readonly Attempt[] {
  // There an '@' is no letter like any other, and '!' a separator that leads to a style.
  const elsewhere = attempts.filter(
    ({ what, ask }) => ask.host === undefined && !/separator here: (@|!small$)/.test(what),
  );
  return elsewhere.map(({ what, ask, says, ...rest }) => {
    const img: Ask = { ...ask, host: IMG };
    const answer = OLD_CODES.reduce((text, [code, old]) => text?.replace(code, old), says);
    return { what: `${what}, on an IMG domain`, ask: img, ...(answer !== undefined && { says: answer }), ...rest };
  });
}
