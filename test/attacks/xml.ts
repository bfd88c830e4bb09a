/** Documents that grow, that name files or addresses, or that go deep. */

import { type Ask, ROOT } from '../oss/request.js';
import { type Attack, by } from './attack.js';

const wrapped = (dtd: string, content: string) => `<?xml version="1.0"?>\n<!DOCTYPE x [${dtd}]>\n${content}`;
const LAUGHS = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

const BOMBS: readonly (readonly [what: string, document: (root: string) => string])[] = [
  ['a billion laughs', (root) => wrapped(`<!ENTITY l0 "ha">${LAUGHS}`, `<${root}>&l9;</${root}>`)],
  [
    'one entity, used often',
    (root) => wrapped(`<!ENTITY a "${'a'.repeat(50_000)}">`, `<${root}>${'&a;'.repeat(9000)}</${root}>`),
  ],
  ['a file', (root) => wrapped('<!ENTITY a SYSTEM "file:///etc/passwd">', `<${root}><Key>&a;</Key></${root}>`)],
  ['an address', (root) => wrapped('<!ENTITY a SYSTEM "http://127.0.0.1:1/">', `<${root}>&a;</${root}>`)],
  ['a parameter entity', (root) => wrapped('<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;', `<${root}/>`)],
  ['an outer document type', (root) => `<!DOCTYPE ${root} SYSTEM "file:///etc/passwd"><${root}/>`],
  ['a hundred thousand levels', (root) => `<${root}>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</${root}>`],
  ['two megabytes', (root) => `<${root}>${'x'.repeat(2 << 20)}</${root}>`],
  ['an entity that nobody declared', (root) => `<${root}>&a;</${root}>`],
  ['a prototype', (root) => `<${root}><__proto__><a>1</a></__proto__><constructor/></${root}>`],
];

const DOORS: readonly (readonly [what: string, root: string, ask: Ask])[] = [
  ['DeleteMultipleObjects', 'Delete', { method: 'POST', path: '/vault/', query: 'delete' }],
  ['PutBucketCors', 'CORSConfiguration', { method: 'PUT', path: '/vault/', query: 'cors' }],
  ['PutObjectTagging', 'Tagging', { method: 'PUT', path: '/vault/secret', query: 'tagging' }],
  ['PutBucket', 'CreateBucketConfiguration', { method: 'PUT', path: '/bombed/' }],
];

export const xml: readonly Attack[] = DOORS.flatMap(([door, root, ask]) =>
  BOMBS.map(([what, document]) => {
    const body = document(root);
    return { what: `${what}, to ${door}`, sends: by(ROOT, { ...ask, body }) };
  }),
);
