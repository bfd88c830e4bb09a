import { OssError } from '../../errors.js';
import { missing } from '../bind.js';
import { GRAVITIES } from '../geometry.js';
import { transform } from '../operation.js';
import { base64, choice, color, flag, integer, type Values } from '../params.js';
import { DEFAULT_FONT, FONT_NAMES, type FontName } from '../text/fonts.js';
import { P, PREPARING_NAMES } from '../watermark/preparation.js';
import { codePoints, textArea } from '../watermark/text-area.js';

const NO_TEXT = 258;
/** Unicode code points (behaviour D19). */
const LONGEST_TEXT = 64;
/** Milliseconds per megapixel of a text. */
const DRAWN = 15;
const TURNED = 48;
/** The same of the picture: for the mark laid over it once, and over all of it (single pixels take 12, larger marks 6). */
const LAID = 3;
const REPEATED = 9;
/** What stands between an object's name and the chain that prepares it. */
const CHAIN = '?x-oss-process=';

const params = {
  t: integer('Opacity in per cent; 100 hides what is below.', { min: 0, max: 100, fallback: 100, cause: 263 }),
  g: choice('Where the mark stands.', GRAVITIES, { fallback: 'se' }),
  x: integer('Pixels from the left or right edge; without effect at north, center and south.', {
    min: 0,
    max: 4096,
    fallback: 10,
    cause: 262,
  }),
  y: integer('Pixels from the upper or lower edge; without effect at west, center and east.', {
    min: 0,
    max: 4096,
    fallback: 10,
    cause: 264,
  }),
  voffset: integer('Pixels down from the middle; only at west, center and east.', {
    min: -1000,
    max: 1000,
    fallback: 0,
    cause: 268,
  }),
  rotate: integer('Degrees clockwise that the mark is turned around its middle, before it is placed.', {
    min: 0,
    max: 360,
    fallback: 0,
    cause: 272,
  }),
  fill: flag('1: the mark is repeated over the whole picture, from the place where it would stand alone.', {
    fallback: 0,
    cause: 274,
  }),
  padx: integer('With fill_1, pixels between a mark and the next to its right.', {
    min: 0,
    max: 4096,
    fallback: 0,
    cause: 276,
  }),
  pady: integer('With fill_1, pixels between a mark and the next below.', {
    min: 0,
    max: 4096,
    fallback: 0,
    cause: 277,
  }),
  image: base64(
    'An object of the same bucket. A chain may stand behind its name, name?x-oss-process=image/…, of ' +
      `${PREPARING_NAMES}; resize there also takes P_…, ${P.allowed}: ${P.about}`,
    {
      read: (name) => name || undefined,
      allowed: "an object's name",
      refusal: (name, text) => (text === '' ? missing(name, "the base64 of an object's name", 265) : undefined),
    },
  ),
  text: base64('The text, drawn on one line.', {
    read: (text) => (text !== '' && codePoints(text) <= LONGEST_TEXT ? text : undefined),
    allowed: `a text of 1 to ${LONGEST_TEXT} characters`,
    refusal: (name, text) => (text === '' ? missing(name, 'the base64 of a text', NO_TEXT) : tooLongText(text)),
    cause: NO_TEXT,
  }),
  type: base64('The font of the text.', {
    read: fontNamed,
    plain: fontNamed,
    allowed: `one of ${FONT_NAMES.join(', ')}`,
    encoded: FONT_NAMES,
    fallback: DEFAULT_FONT,
  }),
  color: color('Colour of the text.', { encoded: true, fallback: '000000' }),
  size: integer('Size of the text in pixels.', { min: 1, max: 1000, fallback: 40 }),
  shadow: integer("Opacity of the text's shadow in per cent; 0 is none.", {
    min: 0,
    max: 100,
    fallback: 0,
    cause: 255,
  }),
  order: flag('Of image and text together. 0: the image stands left of the text; 1: right of it.', {
    fallback: 0,
    cause: 269,
  }),
  align: integer('Of image and text together: their upper edges (0), middles (1) or lower edges (2) meet.', {
    min: 0,
    max: 2,
    fallback: 0,
    cause: 271,
  }),
  interval: integer('Pixels between image and text.', { min: 0, max: 1000, fallback: 0, cause: 270 }),
} as const;

export type WatermarkValues = Values<typeof params>;

export const watermark = transform({
  name: 'watermark',
  about:
    'Lays a mark over the picture: an image, a text, or both in a row. What reaches beyond the picture is cut off. ' +
    'A chain may have several watermarks, three of them with an image.',
  params,
  emptyCause: NO_TEXT,
  example: 'image/watermark,text_VGludHlwZQ,color_FFFFFF,size_30,t_90',
  guide: 'Add watermarks',
  animated: true,

  check({ image, text }) {
    if (image === undefined && text === undefined) throw missing('watermark', 'at least one of image, text', NO_TEXT);
  },

  sources({ image }) {
    if (image === undefined) return [];
    const at = image.indexOf(CHAIN);
    return at < 0 ? [{ key: image }] : [{ key: image.slice(0, at), chain: image.slice(at + CHAIN.length) }];
  },

  costOf({ fill }) {
    return fill ? REPEATED : LAID;
  },

  extraCost({ text, size, rotate, fill }, { width, height }) {
    if (text === undefined) return 0;
    const area = textArea(text, size);
    // What is repeated is drawn as a whole.
    const drawn = (fill ? area : Math.min(area, width * height)) / 1e6;
    return 3 + drawn * (rotate % 360 === 0 ? DRAWN : DRAWN + TURNED);
  },

  // Late, as the front process has no engine to draw with.
  async apply(canvas, values, aids) {
    const { drawWatermark } = await import('../watermark/draw.js');
    await drawWatermark(canvas, values, aids);
  },
});

function fontNamed(text: string): FontName | undefined {
  return FONT_NAMES.find((name) => name === text);
}

function tooLongText(text: string): OssError {
  const message = `font content is too large. It has ${codePoints(text)} characters; at most ${LONGEST_TEXT} are allowed.`;
  return new OssError('InvalidArgument', message, { fields: { ArgumentName: 'text' } });
}
