/** Files that name other files or addresses, and files that a browser would run. */
import { type Answer, type Attack, get, PRIZE } from './attack.js';

/** What each is called, and what is asked of it. `trap`: an address that notes who comes. `path`: a file to be read. */
export function playlists(trap: string, path: string): readonly (readonly [name: string, content: string | Buffer])[] {
  return [
    ['m3u8', `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://${path}\n#EXT-X-ENDLIST\n`],
    ['m3u8 of an address', `#EXTM3U\n#EXTINF:1,\n${trap}/a.ts\n#EXT-X-ENDLIST\n`],
    ['m3u8 with a key', `#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="${trap}/key"\n#EXTINF:1,\na.ts\n`],
    ['concat', `ffconcat version 1.0\nfile '${path}'\n`],
    ['concat protocol', `concat:${path}|${path}`],
    ['sdp', `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n`],
    [
      'dash',
      `<?xml version="1.0"?><MPD><Period><AdaptationSet><Representation><BaseURL>${trap}/</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['smil', `<smil><body><video src="${trap}/a.mp4"/></body></smil>`],
    [
      'svg with an image',
      `<svg xmlns="http://www.w3.org/2000/svg"><image href="file://${path}" width="9" height="9"/></svg>`,
    ],
    [
      'svg of an address',
      `<svg xmlns="http://www.w3.org/2000/svg"><image href="${trap}/a.png" width="9" height="9"/></svg>`,
    ],
    [
      'svg with an entity',
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "file://${path}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`,
    ],
    ['msl', `<image><read filename="${path}"/></image>`],
    ['mvg', `push graphic-context\nimage over 0,0 0,0 '${trap}/a.png'\npop graphic-context\n`],
    ['postscript', `%!PS\n(${path}) (r) file 99 string readstring pop ==\n`],
    ['pdf', `%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n`],
    ['an mp4 whose track is elsewhere', quickTimeReference(path)],
    ['php', `<?php readfile('${path}'); ?>`],
    ['an archive', Buffer.from('504b0304', 'hex')],
  ];
}

/** A file type box, and a movie whose data reference is an alias. */
function quickTimeReference(path: string): Buffer {
  const box = (type: string, ...content: (Buffer | string)[]): Buffer => {
    const body = Buffer.concat(content.map((piece) => Buffer.from(piece)));
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const zeros = (length: number) => Buffer.alloc(length);
  const reference = box(
    'dref',
    zeros(7),
    Buffer.from([1]),
    box('alis', zeros(4), path),
    box('url ', zeros(4), `file://${path}`),
  );
  const media = box('mdia', box('minf', box('dinf', reference)));
  return Buffer.concat([
    box('ftyp', 'qt  ', zeros(4), 'qt  '),
    box('moov', box('mvhd', zeros(100)), box('trak', media)),
  ]);
}

export const ASKED = [
  ['a frame', 'x-oss-process=video/snapshot,t_0,f_png'],
  ['a picture', 'x-oss-process=image/resize,w_9/format,png'],
  ['what is known', 'x-oss-process=image/info'],
] as const;

/** Types and contents that would be a page of this origin. Everybody may put them on the wall. */
export const PAGES: readonly (readonly [key: string, type: string])[] = [
  ['a.html', 'text/html'],
  ['a.svg', 'image/svg+xml'],
  ['a.xhtml', 'application/xhtml+xml'],
  ['a.xml', 'text/xml'],
  ['a.rss', 'application/rss+xml'],
  ['a.unknown', 'unknown/unknown'],
  ['a.any', '*/*'],
  ['a.two', 'image/png, text/html'],
  ['a.mixed', 'multipart/x-mixed-replace; boundary=x'],
  ['a.untyped', 'nonsense'],
  ['a.swf', 'application/x-shockwave-flash'],
  ['a.mht', 'message/rfc822'],
];

export const SCRIPT = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert('${PRIZE.length}')</script></svg>`;

const sandboxed = ({ status, headers }: Answer) =>
  (status === 200 || status === 206) &&
  headers['x-content-type-options'] === 'nosniff' &&
  headers['content-security-policy'] === 'sandbox';

/** As inert as its type: no type is guessed. */
const sniffless = ({ status, headers }: Answer) => status === 200 && headers['x-content-type-options'] === 'nosniff';

export const browser: readonly Attack[] = [
  ...PAGES.map(([key, type]) => ({ what: `served as ${type}`, sends: get(`/wall/${key}`), harmless: sandboxed })),
  { what: 'a part of a page', sends: get('/wall/a.html', '', { range: 'bytes=0-9' }), harmless: sandboxed },
  { what: 'a page, by host', sends: { ...get('/a.html'), host: 'wall.localhost' }, harmless: sandboxed },
  { what: 'a page called a picture', sends: get('/wall/page.png'), harmless: sniffless },
  { what: 'a page without a type', sends: get('/wall/page.bin'), harmless: sniffless },
  { what: 'a page called text', sends: get('/wall/page.txt'), harmless: sniffless },
  { what: 'a picture, processed', sends: get('/wall/a.jpg', 'x-oss-process=image/resize,w_9'), harmless: sniffless },
  { what: 'a refusal that repeats a script', sends: get('/wall/%3Cscript%3Ealert(1)%3C/script%3E') },
  { what: 'a refusal that repeats a script in its host', sends: { ...get('/'), host: '<script>.localhost' } },
  { what: 'a page made of a picture', sends: get('/wall/a.svg', 'x-oss-process=image/resize,w_9') },
];
