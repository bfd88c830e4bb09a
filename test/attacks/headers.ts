/** Line ends on their way into headers of an answer, of an object, and into the log. */
import { presigned } from '../oss/request.js';
import { type Answer, type Attack, get, put, soon } from './attack.js';

const EVIL = '%0d%0aset-cookie:%20a=b%0d%0ax-evil:%201';

/** A value that is kept, or shown, with blanks where the line ends were. */
const asText = ({ status }: Answer) => status < 400;

const OVERRIDES = ['content-type', 'content-disposition', 'cache-control', 'content-language', 'content-encoding'];

export const headers: readonly Attack[] = [
  ...OVERRIDES.map((name) => ({
    what: `response-${name} with a line end, signed`,
    sends: presigned(get('/open/a.jpg', `response-${name}=x${EVIL}`), '/open/a.jpg', soon()),
  })),
  ...OVERRIDES.map((name) => ({
    what: `response-${name}, by nobody`,
    sends: get('/open/a.jpg', `response-${name}=text/html`),
  })),
  ...[`/open/x${EVIL}`, `/open${EVIL}/x`, `/open/a.jpg@!x${EVIL}`].map((path) => ({
    what: `GET ${path}`,
    sends: get(path),
  })),
  { what: 'in the chain', sends: get('/open/a.jpg', `x-oss-process=image/resize,w_1${EVIL}`) },
  { what: 'in the name of a style', sends: get('/open/a.jpg', `x-oss-process=style/x${EVIL}`) },
  {
    what: 'in the target of a symlink',
    sends: put('/wall/evil', { 'x-oss-symlink-target': `x${EVIL}` }, ''),
    harmless: asText,
  },
  { what: 'and read again', sends: get('/wall/evil', 'symlink'), harmless: asText },
  {
    what: 'in an Origin',
    sends: 'GET /open/a.jpg HTTP/1.1\r\nHost: h\r\nOrigin: a\rx-evil: 1\r\nConnection: close\r\n\r\n',
  },
  {
    what: 'a bare line feed in a header',
    sends: 'GET /open/hidden HTTP/1.1\r\nHost: 127.0.0.1\r\nA: b\nx-evil: 1\r\nConnection: close\r\n\r\n',
  },
  {
    what: 'U+0000 in metadata',
    sends:
      'PUT /wall/nul HTTP/1.1\r\nHost: 127.0.0.1\r\nx-oss-meta-a: b\x00c\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  },
  {
    what: 'a folded header of metadata',
    sends:
      'PUT /wall/fold HTTP/1.1\r\nHost: 127.0.0.1\r\nx-oss-meta-a: b\r\n x-evil: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  },
  {
    what: 'metadata that is a header of its own',
    sends: put('/wall/meta', { 'x-oss-meta-set-cookie': 'a=b' }),
    harmless: asText,
  },
  { what: 'which comes back under its whole name', sends: get('/wall/meta'), harmless: asText },
  {
    what: 'Set-Cookie as a header of the object',
    sends: put('/wall/cookie', { 'set-cookie': 'a=b', 'x-evil': '1' }),
    harmless: asText,
  },
  { what: 'which is not kept', sends: get('/wall/cookie'), harmless: asText },
  { what: 'metadata beyond 8 KB', sends: put('/wall/big', { 'x-oss-meta-a': 'x'.repeat(9000) }) },
];
