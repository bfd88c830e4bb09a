/**
 * The old syntax as a table: '100w', a value and then the letters of its key. Ranges are those of today's operations,
 * whose rows are used; causes are the old ones. docs/old-api.md is written from it. Source: the vendor's manual of the
 * old image service (behaviour §7, D51).
 */
import { blur } from '../operations/blur.js';
import { bright } from '../operations/bright.js';
import { circle } from '../operations/circle.js';
import { contrast } from '../operations/contrast.js';
import { crop } from '../operations/crop.js';
import { indexcrop } from '../operations/indexcrop.js';
import { quality } from '../operations/quality.js';
import { resize } from '../operations/resize.js';
import { rotate } from '../operations/rotate.js';
import { sharpen } from '../operations/sharpen.js';
import { integer, LARGEST, type Param } from '../params.js';

export interface OldParam {
  readonly about: string;
  /** A whole suffix that uses it and works: '100w_100h_1e_1c'. */
  readonly example: string;
  /** What it becomes today, for the docs: 'resize,w_…'. */
  readonly today: string;
  /** Its numbers as groups; each is read by the row of the same place. */
  readonly pattern: RegExp;
  readonly parts: readonly Param<number>[];
  /** How a value with several numbers is written: 'x-y-w-h'. */
  readonly form?: string;
  readonly cause?: number;
}

type Described = Pick<OldParam, 'about' | 'example' | 'today' | 'cause'>;

/** A value that is one number. */
function number(part: Param<number>, described: Described): OldParam {
  return { ...described, pattern: /^(.+)$/s, parts: [part] };
}

function oneOf(about: string, values: readonly number[]): Param<number> {
  const [first = 0, ...others] = values;
  const words = `${[first, ...others.slice(0, -1)].join(', ')} or ${others.at(-1)}`;
  const read = (text: string) => values.find((value) => String(value) === text);
  return { kind: 'integer', about, always: false, allowed: () => words, parse: read };
}

/** The value of `q` and `Q` that is written 'lossless'; no quality is 0. */
export const LOSSLESS = 0;
export const LOSSLESS_WORD = 'lossless';

function orLossless(part: Param<number>): Param<number> {
  return {
    ...part,
    allowed: (profile) => `${part.allowed(profile)}, or ${LOSSLESS_WORD}`,
    parse: (text, profile) => (text === LOSSLESS_WORD ? LOSSLESS : part.parse(text, profile)),
  };
}

const onOff = oneOf('', [0, 1]);
/** 0 is across, 1 down. */
const axis: Param<number> = {
  kind: 'word',
  about: '',
  always: false,
  allowed: () => 'x or y',
  parse: (text) => (text === 'x' ? 0 : text === 'y' ? 1 : undefined),
};
const size = integer('', { min: 0, max: LARGEST });
const level = integer('', { min: 0, max: 255 });
const place = integer('', { min: 1, max: 9 });

/** By key, in the order in which they are carried out: it is that of the manual, whatever the order of the URL. */
export const OLD_PARAMS = {
  w: number(resize.params.w, { about: 'Width in pixels.', example: '100w', today: '`resize,w_…`', cause: 336 }),
  h: number(resize.params.h, { about: 'Height in pixels.', example: '100h', today: '`resize,h_…`', cause: 334 }),
  e: number(oneOf('', [0, 1, 2, 4]), {
    about: 'How w and h are met. 0, the default: inside them; 1: around them; 2: exactly; 4: inside, padded.',
    example: '100w_100h_2e',
    today: '`m_lfit`, `m_mfit`, `m_fixed`, `m_pad`',
    cause: 345,
  }),
  c: number(onOff, {
    about: '1: with `1e`, the middle is cut out. Without `1e` nothing is left to cut.',
    example: '100w_100h_1e_1c',
    today: '`m_fill`',
    cause: 346,
  }),
  l: number(onOff, {
    about: '0, the default: a small picture is enlarged. 1: it is not.',
    example: '800w_1l',
    today: '`limit_0`, `limit_1`',
    cause: 333,
  }),
  p: number(resize.params.p, {
    about: 'Percentage; beside w or h these are multiplied by it.',
    example: '50p',
    today: '`resize,p_…`',
    cause: 338,
  }),
  x: number(integer('', { min: 1, max: 100 }), {
    about: 'Multiple; w and h are multiplied by it, without them the picture.',
    example: '100w_2x',
    today: '`resize,w_…`, multiplied',
  }),
  bgc: {
    about: 'With `4e`, red, green and blue of the padding; white when absent.',
    example: '100w_100h_4e_255-0-0bgc',
    today: '`color_RRGGBB`',
    pattern: /^(\d+)-(\d+)-(\d+)$/,
    parts: [level, level, level],
    form: 'red-green-blue',
    cause: 332,
  },
  a: {
    about: 'Crop: left, top, width, height; a width or height of 0 reaches to the edge.',
    example: '10-20-100-50a',
    today: '`crop,x_…,y_…,w_…,h_…`',
    pattern: /^(\d+)-(\d+)-(\d+)-(\d+)$/,
    parts: [crop.params.x, crop.params.y, crop.params.w, crop.params.h],
    form: 'x-y-width-height',
    cause: 205,
  },
  rc: {
    about:
      'Crop by region: width, height and one of nine places, row by row. A width or height that is 0 or left out is all.',
    example: '100x50-5rc',
    today: '`crop,w_…,h_…,g_…`',
    pattern: /^(\d*)x(\d*)-(\d+)$/,
    parts: [size, size, place],
    form: 'WIDTHxHEIGHT-PLACE',
    cause: 330,
  },
  ic: {
    about: 'Slices of that width (x) or height (y), of which the one with that index is kept; 0 is the first.',
    example: '100x-0ic',
    today: '`indexcrop,x_…,i_…`',
    pattern: /^(\d+)([xy])-(\d+)$/,
    parts: [indexcrop.params.x, axis, indexcrop.params.i],
    form: 'LENGTHx-INDEX or LENGTHy-INDEX',
    cause: 323,
  },
  ci: {
    about: 'Radius, and what of: 0 a circle in the whole picture, 1 a circle in its square, 2 the corners.',
    example: '50-1ci',
    today: '`circle,r_…,canvas_1`, `circle,r_…`, `rounded-corners,r_…`',
    pattern: /^(\d+)-(\d+)$/,
    parts: [circle.params.r, integer('', { min: 0, max: 2 })],
    form: 'RADIUS-TYPE',
    cause: 234,
  },
  o: number(oneOf('', [0, 1, 2]), {
    about: 'EXIF orientation. 0, the default: none; 1: turned after it was scaled and cropped; 2: turned first.',
    example: '100w_2o',
    today: '`auto-orient,0`, none for 1, `auto-orient,1`',
    cause: 348,
  }),
  r: number(rotate.params.value, { about: 'Degrees clockwise.', example: '90r', today: '`rotate,…`' }),
  sh: number(sharpen.params.value, { about: 'Sharpens.', example: '100sh', today: '`sharpen,…`' }),
  bl: {
    about: 'Blurs: radius and standard deviation.',
    example: '3-2bl',
    today: '`blur,r_…,s_…`',
    pattern: /^(\d+)-(\d+)$/,
    parts: [blur.params.r, blur.params.s],
    form: 'RADIUS-DEVIATION',
    cause: 238,
  },
  b: number(bright.params.value, { about: 'Brightness.', example: '50b', today: '`bright,…`' }),
  d: number(contrast.params.value, { about: 'Contrast.', example: '-50d', today: '`contrast,…`', cause: 248 }),
  q: number(orLossless(quality.params.q), {
    about: 'Relative quality. With `.webp`, `losslessq` is without loss.',
    example: '80q',
    today: '`quality,q_…`, `quality,lossless`',
    cause: 351,
  }),
  Q: number(orLossless(quality.params.Q), {
    about: 'Absolute quality, which wins over `q`. With `.webp`, `losslessQ` is without loss.',
    example: '80Q',
    today: '`quality,Q_…`, `quality,lossless`',
    cause: 352,
  }),
  pr: number(onOff, { about: '1: progressive JPEG.', example: '1pr', today: '`interlace,…`', cause: 353 }),
  wh: number(onOff, {
    about: 'In JPEG transparency turns black. 1: white.',
    example: '1wh',
    today: '`format,jpg,black`; with 1 `format,jpg`',
  }),
  an: number(onOff, {
    about: '1: with `.src`, a GIF stays a GIF and keeps its frames.',
    example: '1an.src',
    today: '`format,src,1an`',
  }),
  i: number(size, { about: 'Seen in old styles; nobody knows what for, and it is ignored.', example: '0i', today: '' }),
} as const satisfies Record<string, OldParam>;

export type OldKey = keyof typeof OLD_PARAMS;
