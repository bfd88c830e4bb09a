/** docs/old-api.md, from the tables of the old syntax. */
import { OLD_PARAMS, type OldParam } from '#src/process/legacy/parameters.js';
import { allowedOf } from '#src/process/legacy/values.js';
import { OLD_MARK_PARAMS } from '#src/process/legacy/watermark.js';
import { MOST_PARTS, OLD_FORMATS, OLD_REPORTS } from '#src/process/legacy.js';
import { NOTE, table } from './markdown.js';

export function oldApiPage(): string {
  return [
    NOTE,
    '# The old API',
    'On IMG domains, `BUCKET.img-REGION.DOMAIN`, a suffix behind the `@` of the key says what is done with a picture: ' +
      '`example.jpg@100w_100h_1e_1c.png`. The new API works there, too. On OSS domains the `@` is a letter like any ' +
      'other, unless the bucket allows the old syntax with `OssDomainSupportAtProcess` (PutBucketProcess). A key that ' +
      'has an object is that object, whatever is in it.',
    '`tintype url --old SUFFIX` prints the chain of today that draws the same. Both are one result, with one ETag.',
    '## Suffix',
    'Values with the letters of their keys behind them, joined by `_`, in any order; of a repeated key the last counts. ' +
      'They are carried out in the order of this table. What is refused is a 400 with the number of its cause ' +
      '([errors.md](errors.md)).',
    table(['example', 'meaning', 'accepted', 'today', 'cause'], Object.values(OLD_PARAMS).map(paramRow)),
    'A multiple (`p`, `x`) of `w` or `h` may be no longer than these themselves; beyond is 400 ImageTooLarge, cause 350.',
    '## Format',
    `Behind a point: ${OLD_FORMATS.map((format) => `\`.${format}\``).join(', ')}. Without one the result is a JPEG, ` +
      'whatever the source is, or has its format where the channel says `UseSrcFormat`. `.src` is the format of the ' +
      'source, of a GIF the first frame as JPEG; with `1an` it stays a GIF with its frames. `.gif` keeps a GIF with its ' +
      'frames and any other source in its own format.',
    '## Parts',
    `Up to ${MOST_PARTS} suffixes with bars between them, each carried out on what the one before has made: ` +
      '`example.jpg@400w|90r`. More are 400 TooManyPipe. The result is saved once; of several formats the last counts.',
    '## Watermarks',
    'A part by itself: `watermark=1&object=…` (image), `watermark=2&text=…` (text), `watermark=3&object=…&text=…` (both). ' +
      'Ranges and defaults are those of `watermark` in [operations.md](operations.md#watermark).',
    table(
      ['written', 'today', 'meaning'],
      Object.entries(OLD_MARK_PARAMS).map(([name, { about, today }]) => [`\`${name}=…\``, `\`${today}_…\``, about]),
    ),
    '## Information and styles',
    table(
      ['suffix', 'today'],
      [
        ...Object.entries(OLD_REPORTS).map(([word, { name, tokens }]) => [
          `\`@${word}\``,
          `\`image/${[name, ...tokens].join(',')}\``,
        ]),
        ['`@!NAME`', '`style/NAME`'],
      ],
    ),
    'A style whose content does not begin with `image/` or `video/` is read in the old syntax, on every domain.',
    '## Channels',
    'Every bucket answers on IMG domains. `PUT /?img` changes how, with a document `Channel` of these elements, `GET /?img` ' +
      'shows it, `DELETE /?img` restores the defaults. They hold on IMG domains alone, and the first two not for the ' +
      'owner of the bucket. An account may have up to 10 buckets that are changed (`--account-channels`).',
    table(['element', 'default', 'meaning'], CHANNEL),
    '## Errors',
    'Those of [errors.md](errors.md), but for two names: `NoSuchFile` for a missing object and `NoSuchChannel` for a ' +
      'missing bucket. Every answer has its id as `x-img-request-id`, too.',
  ].join('\n\n');
}

const CHANNEL: readonly (readonly string[])[] = [
  ['`OrigPicForbidden`', '`false`', 'Stored pictures are not sent as they are: 403. What is made of them is.'],
  ['`UseStyleOnly`', '`false`', 'Pictures are processed by styles alone; `@100w` and `image/…` are 403.'],
  ['`AutoSetContentType`', '`false`', 'A picture that was stored without a type is sent with that of its suffix.'],
  ['`UseSrcFormat`', '`false`', 'A suffix without a format keeps that of the source, as `.src`.'],
  ['`SetAttachName`', '`false`', '`Content-Disposition: attachment` with the name of the key.'],
  ['`Default404Pic`', '', 'The key of a picture that is sent with the status 404 for one that is missing.'],
  [
    '`StyleDelimiters`',
    '`!`',
    'Separators in front of the name of a style, beside `@!`: of `-`, `_`, `/`, `!`, with commas.',
  ],
];

function paramRow(param: OldParam): string[] {
  const { example, about, today, cause } = param;
  return [`\`${example}\``, about, allowedOf(param, 'guide'), today, cause === undefined ? '' : String(cause)];
}
