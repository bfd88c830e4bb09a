/** By drawing it over another picture, and by POST. */
import { base64Of } from '#src/process/base64.js';
import { type Ask, STRANGER, signed } from '../request.js';
import { type Attempt, at, process } from './attempt.js';

const marked = (image: string, rest = '') => process(`image/watermark,image_${base64Of(image)}${rest}`);
const MARKS: readonly string[] = [
  marked('mark.png'),
  marked('secret.jpg'),
  marked('UPPER.JPG'),
  marked('mark.png?x-oss-process=image/resize,w_5'),
  marked('mark.png?x-oss-process=image/resize,P_10'),
  marked('mark.png', ',text_eA'),
  process(`image/resize,w_20/watermark,text_eA/watermark,image_${base64Of('mark.png')}`),
  `x-oss-process=image/watermark,image_${encodeURIComponent(Buffer.from('mark.png').toString('base64'))}`,
];
const says = '400 WatermarkError';

const marks: readonly Attempt[] = [
  ...MARKS.map((query) => ({ what: `as a mark: ${query}`, ask: at('/guard/free.gif', query), says })),
  { what: 'as a mark, HEAD', ask: at('/guard/free.gif', marked('mark.png'), { method: 'HEAD' }), says },
  {
    what: 'as a mark, in a header',
    ask: at('/guard/free.gif', '', { headers: { 'x-oss-process': `image/watermark,image_${base64Of('mark.png')}` } }),
    says,
  },
  {
    what: 'as a mark, by a stranger',
    ask: signed(at('/guard/free.gif', marked('mark.png')), '/guard/free.gif', STRANGER),
    says,
  },
  {
    what: 'as a mark by way of a style',
    ask: at('/guard/free.gif', marked('mark.png?x-oss-process=style/small')),
    says: '400',
    always: true,
  },
  {
    what: 'as a mark by way of a separator',
    ask: at('/guard/free.gif', marked('mark.png@!small')),
    says,
    always: true,
  },
];

const posted = (path: string, chain: string): Ask => ({
  method: 'POST',
  path,
  query: 'x-oss-process',
  body: `x-oss-process=${chain}`,
});
const strangerPosts = (path: string, chain: string) => signed(posted(path, chain), path, STRANGER);
const keep = (bucket: string) => `|sys/saveas,o_${base64Of('copy')},b_${base64Of(bucket)}`;

const posts: readonly Attempt[] = [
  {
    what: 'nobody posts a chain',
    ask: posted('/guard/secret.jpg', 'image/resize,w_10'),
    says: '403 AccessDenied',
    always: true,
  },
  {
    what: 'nobody saves',
    ask: posted('/guard/secret.jpg', `image/resize,w_10${keep('wall')}`),
    says: '403 AccessDenied',
    always: true,
  },
  { what: 'a stranger posts a chain', ask: strangerPosts('/guard/secret.jpg', 'image/resize,w_10') },
  { what: 'a stranger posts info', ask: strangerPosts('/guard/secret.jpg', 'image/info') },
  {
    what: 'a stranger saves to a bucket of theirs',
    ask: strangerPosts('/guard/secret.jpg', `image/resize,w_10${keep('theirs')}`),
  },
  {
    what: 'a stranger saves on the wall',
    ask: strangerPosts('/wall/secret.jpg', `image/auto-orient,0${keep('wall')}`),
  },
  {
    what: 'a stranger posts a mark',
    ask: strangerPosts('/guard/free.gif', `image/watermark,image_${base64Of('mark.png')}`),
    says,
  },
  {
    what: 'a stranger posts a style and more',
    ask: strangerPosts('/guard/secret.jpg', 'style/small|image/info'),
    says: '400',
    always: true,
  },
  {
    what: 'a stranger posts what is no style',
    ask: strangerPosts('/guard/secret.jpg', 'style/../image/info'),
    says: '400',
    always: true,
  },
];

export const marksAndPosts: readonly Attempt[] = [...marks, ...posts];
