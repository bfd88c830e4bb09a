/**
 * Ways round source-image protection, as data. The protected bucket is `guard` (public-read, suffixes jpg and png), with
 * secret.jpg, UPPER.JPG, `dir/a b+c.jpg`, mark.png, the unprotected free.gif, and the style `small`; `wall` is the same
 * with writing open to all. `theirs` belongs to the stranger. Whoever adds a way to read objects adds rows here.
 */
import type { Ask } from '../request.js';

export const DOCUMENTED = '403 AccessDenied (0040-00000031): The channel can be only accessed using style';

export interface Attempt {
  readonly what: string;
  readonly ask: Ask;
  /** How the answer begins; absent: DOCUMENTED. */
  readonly says?: string;
  /** Would be refused without protection, too. */
  readonly always?: true;
}

export const process = (chain: string) => `x-oss-process=${encodeURIComponent(chain)}`;
export const at = (path: string, query = '', more: Ask = {}): Ask => ({ path, query, ...more });
export const secret = (query = '', more: Ask = {}): Ask => at('/guard/secret.jpg', query, more);

/** What is asked of a picture; each would answer with something of it. */
export const WAYS: readonly (readonly [what: string, query: string, more?: Ask])[] = [
  ['GET', ''],
  ['HEAD', '', { method: 'HEAD' }],
  ['Range', '', { headers: { range: 'bytes=0-99' } }],
  ['resize', process('image/resize,w_10')],
  ['info', process('image/info')],
  ['average-hue', process('image/average-hue')],
];
