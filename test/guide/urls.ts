/**
 * Every URL of the guide's chapters Resize, Crop, Rotate, Apply effects, Convert formats, Add watermarks and Obtain image
 * information, as data: the chain, the object, and what the guide shows or its rules give. The pictures are known by the facts that
 * the guide's own have; tests make pictures with the same ones.
 */
import type { Facts, Format } from '#src/process/formats/facts.js';
import { GUIDE_TAGS } from '../process/exif-samples.js';

export type PictureName = 'example.jpg' | 'f.jpg' | 'panda.png' | 'example.gif';

export const PICTURES: Readonly<Record<PictureName, Facts>> = {
  'example.jpg': { format: 'jpg', width: 400, height: 267, frames: 1, orientation: 1, alpha: false, quality: 82 },
  'f.jpg': { format: 'jpg', width: 424, height: 333, frames: 1, orientation: 7, alpha: false, quality: 94 },
  'panda.png': { format: 'png', width: 160, height: 160, frames: 1, orientation: 1, alpha: true },
  'example.gif': { format: 'gif', width: 500, height: 300, frames: 3, orientation: 1, alpha: true },
};

/** A place of panda.png, over one of the picture, with an opacity in per cent. */
export interface Marked {
  readonly panda: readonly [x: number, y: number];
  readonly over: readonly [x: number, y: number];
  readonly t: number;
}

/** What is seen at a place of the result: that place of the stored picture, a mark over it, or a colour. */
export type Probe = readonly [
  x: number,
  y: number,
  seen: readonly [x: number, y: number] | Marked | 'white' | 'red' | 'clear',
];

/** What the whole result is, compared with the picture that it came from. */
export type Look = 'softer' | 'sharper' | 'brighter' | 'flatter';

export interface GuideUrl {
  readonly chapter: string;
  readonly picture: PictureName;
  /** The value of x-oss-process, as the guide writes it. */
  readonly chain: string;
  readonly width: number;
  readonly height: number;
  readonly format: Format;
  /** Absent: false. */
  readonly interlace?: true;
  readonly animated?: true;
  /** Where the chain decides it: from the picture's own quality above. */
  readonly quality?: number;
  readonly probes?: readonly Probe[];
  readonly look?: Look;
}

const RESIZE = 'Resize images';
const CIRCLE = 'Incircle';
const CROP = 'Crop';
const INDEX = 'Indexed cut';
const ROUNDED = 'Rounded rectangle';
const ORIENT = 'Adaptive orientation';
const ROTATE = 'Rotate';
const FORMAT = 'Format conversion';
const PROGRESSIVE = 'Progressive display';
const QUALITY = 'Change quality';
const WATERMARK = 'Add watermarks';

type Rest = Pick<GuideUrl, 'interlace' | 'animated' | 'quality' | 'probes' | 'look'>;

function url(
  chapter: string,
  picture: PictureName,
  chain: string,
  size: readonly [number, number],
  format: Format = PICTURES[picture].format,
  rest: Rest = {},
): GuideUrl {
  return { chapter, picture, chain, width: size[0], height: size[1], format, ...rest };
}

/** Of a JPEG of ours that stays one. */
function jpg(
  chapter: string,
  chain: string,
  size: readonly [number, number],
  probes?: readonly Probe[],
  rest?: Rest,
): GuideUrl {
  return url(chapter, 'example.jpg', chain, size, 'jpg', { ...rest, ...(probes && { probes }) });
}

/** The first and the last pixel of a result that shows the whole of example.jpg. */
function whole(width: number, height: number): readonly Probe[] {
  return [
    [0, 0, [0, 0]],
    [width - 1, 0, [399, 0]],
    [width - 1, height - 1, [399, 266]],
  ];
}

/**
 * A panda with its left top corner at a place, of so many pixels: its middle, its clear corner, and the picture beside
 * it. `source`: the place of the stored picture that is seen at a place of the result.
 */
function panda(
  [left, top]: readonly [number, number],
  side: number,
  t: number,
  source: (x: number, y: number) => readonly [number, number],
): readonly Probe[] {
  const [x, y] = [left + side / 2, top + side / 2];
  return [
    [x, y, { panda: [80, 80], over: source(x, y), t }],
    [left + 1, top + 1, source(left + 1, top + 1)],
    [left - 4, y, source(left - 4, y)],
  ];
}

/** Of the whole example.jpg at this width. */
function scaledTo(width: number) {
  return (x: number, y: number) => [Math.round((x * 400) / width), Math.round((y * 400) / width)] as const;
}

/** Places that a cut-off corner of 10 pixels or more leaves empty. */
function corners(width: number, height: number, seen: 'white' | 'clear'): readonly Probe[] {
  const [right, bottom] = [width - 1, height - 1];
  return [
    [0, 0, seen],
    [right, 0, seen],
    [0, bottom, seen],
    [right, bottom, seen],
  ];
}

export const GUIDE_URLS: readonly GuideUrl[] = [
  jpg('Image Service access rules', 'image/resize,w_200', [200, 134], whole(200, 134)),
  jpg(
    'Image Service access rules',
    'image/resize,w_200/rotate,90',
    [134, 200],
    [
      [0, 0, [0, 266]],
      [133, 0, [0, 0]],
      [133, 199, [399, 0]],
    ],
  ),
  jpg('Access through SDK', 'image/resize,m_fixed,w_100,h_100', [100, 100], whole(100, 100)),

  jpg(RESIZE, 'image/resize,w_500,limit_0', [500, 334], whole(500, 334)),
  jpg(RESIZE, 'image/resize,h_100', [150, 100], whole(150, 100)),
  jpg(RESIZE, 'image/resize,m_fixed,h_100,w_100', [100, 100], whole(100, 100)),
  jpg(RESIZE, 'image/resize,m_lfit,h_100,w_100', [100, 67], whole(100, 67)),
  url(RESIZE, 'example.jpg', 'image/resize,m_lfit,h_100,w_100/format,png', [100, 67], 'png', {
    probes: whole(100, 67),
  }),
  jpg(RESIZE, 'image/resize,m_mfit,h_100,w_100', [150, 100], whole(150, 100)),
  jpg(
    RESIZE,
    'image/resize,m_fill,h_100,w_100',
    [100, 100],
    [
      [0, 0, [67, 0]],
      [99, 99, [331, 266]],
    ],
  ),
  jpg(
    RESIZE,
    'image/resize,m_pad,h_100,w_100',
    [100, 100],
    [
      [3, 3, 'white'],
      [96, 96, 'white'],
      [2, 50, [10, 137]],
      [97, 50, [389, 137]],
    ],
  ),
  jpg(
    RESIZE,
    'image/resize,m_pad,h_100,w_100,color_FF0000',
    [100, 100],
    [
      [3, 3, 'red'],
      [96, 96, 'red'],
      [50, 50, [201, 137]],
    ],
  ),
  jpg(RESIZE, 'image/resize,p_50', [200, 134], whole(200, 134)),

  jpg(CIRCLE, 'image/circle,r_100', [201, 201], [...corners(201, 201, 'white'), [100, 100, [199, 133]]]),
  url(CIRCLE, 'example.jpg', 'image/circle,r_100/format,png', [201, 201], 'png', {
    probes: [...corners(201, 201, 'clear'), [100, 100, [199, 133]]],
  }),

  jpg(
    CROP,
    'image/crop,x_100,y_50',
    [300, 217],
    [
      [0, 0, [100, 50]],
      [299, 216, [399, 266]],
    ],
  ),
  jpg(
    CROP,
    'image/crop,x_100,y_50,w_100,h_100',
    [100, 100],
    [
      [0, 0, [100, 50]],
      [99, 99, [199, 149]],
    ],
  ),
  jpg(
    CROP,
    'image/crop,x_0,y_0,w_200,h_200,g_se',
    [200, 200],
    [
      [0, 0, [200, 67]],
      [199, 199, [399, 266]],
    ],
  ),
  jpg(
    CROP,
    'image/crop,x_10,y_10,w_200,h_200,g_se',
    [190, 190],
    [
      [0, 0, [210, 77]],
      [189, 189, [399, 266]],
    ],
  ),

  jpg(
    INDEX,
    'image/indexcrop,x_100,i_0',
    [100, 267],
    [
      [0, 0, [0, 0]],
      [99, 266, [99, 266]],
    ],
  ),
  jpg(INDEX, 'image/indexcrop,x_100,i_100', [400, 267], whole(400, 267)),

  jpg(
    ROUNDED,
    'image/rounded-corners,r_30',
    [400, 267],
    [...corners(400, 267, 'white'), [60, 4, [60, 4]], [200, 133, [200, 133]]],
  ),
  url(ROUNDED, 'example.jpg', 'image/crop,w_100,h_100/rounded-corners,r_10/format,png', [100, 100], 'png', {
    probes: [...corners(100, 100, 'clear'), [50, 1, [50, 1]], [90, 90, [90, 90]]],
  }),

  url(ORIENT, 'f.jpg', 'image/resize,w_100/auto-orient,0', [100, 79], 'jpg', {
    probes: [
      [0, 0, [0, 0]],
      [99, 0, [423, 0]],
      [0, 78, [0, 332]],
    ],
  }),
  url(ORIENT, 'f.jpg', 'image/resize,w_100/auto-orient,1', [100, 127], 'jpg', {
    probes: [
      [0, 0, [423, 332]],
      [99, 0, [423, 0]],
      [0, 126, [0, 332]],
    ],
  }),
  jpg(
    ROTATE,
    'image/rotate,90',
    [267, 400],
    [
      [0, 0, [0, 266]],
      [266, 0, [0, 0]],
      [266, 399, [399, 0]],
    ],
  ),
  jpg(
    ROTATE,
    'image/resize,w_200,h_200/rotate,90',
    [134, 200],
    [
      [0, 0, [0, 266]],
      [133, 0, [0, 0]],
      [133, 199, [399, 0]],
    ],
  ),

  jpg('Blur', 'image/blur,r_3,s_2', [400, 267], whole(400, 267), { look: 'softer' }),
  jpg('Blur', 'image/resize,w_200/blur,r_3,s_2', [200, 134], whole(200, 134), { look: 'softer' }),
  jpg('Brightness', 'image/bright,50', [400, 267], undefined, { look: 'brighter' }),
  jpg('Brightness', 'image/resize,w_200/bright,50', [200, 134], undefined, { look: 'brighter' }),
  jpg('Contrast', 'image/contrast,-50', [400, 267], undefined, { look: 'flatter' }),
  jpg('Contrast', 'image/resize,w_200/contrast,-50', [200, 134], undefined, { look: 'flatter' }),
  jpg('Sharpen', 'image/sharpen,100', [400, 267], whole(400, 267), { look: 'sharper' }),
  jpg('Sharpen', 'image/resize,w_200/sharpen,100', [200, 134], whole(200, 134), { look: 'sharper' }),

  url(FORMAT, 'panda.png', 'image/format,jpg', [160, 160], 'jpg', {
    probes: [...corners(160, 160, 'white'), [80, 80, [80, 80]]],
  }),
  url(FORMAT, 'panda.png', 'image/interlace,1/format,jpg', [160, 160], 'jpg', {
    interlace: true,
    probes: [...corners(160, 160, 'white'), [80, 80, [80, 80]]],
  }),
  url(FORMAT, 'example.gif', 'image/format,jpg', [500, 300], 'jpg', { probes: [[20, 290, [20, 290]]] }),
  url(FORMAT, 'example.gif', 'image/resize,w_200/format,gif', [200, 120], 'gif', {
    animated: true,
    probes: [[8, 112, [20, 281]]],
  }),
  url(FORMAT, 'example.gif', 'image/resize,w_200/format,webp', [200, 120], 'webp', {
    animated: true,
    probes: [[8, 112, [20, 281]]],
  }),

  url(PROGRESSIVE, 'panda.png', 'image/format,jpg/interlace,1', [160, 160], 'jpg', {
    interlace: true,
    probes: [...corners(160, 160, 'white'), [80, 80, [80, 80]]],
  }),
  jpg(PROGRESSIVE, 'image/format,jpg/interlace,1', [400, 267], whole(400, 267), { interlace: true }),

  jpg(QUALITY, 'image/resize,w_100,h_100/quality,q_80', [100, 67], whole(100, 67), { quality: 66 }),
  jpg(QUALITY, 'image/resize,w_100,h_100/quality,Q_80', [100, 67], whole(100, 67), { quality: 80 }),

  // The blank within the base64 is the guide's own.
  jpg(
    WATERMARK,
    'image/resize,w_400/watermark,image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2Uvc mVzaXplLFBfMzA,t_90,g_se,x_10,y_10',
    [400, 267],
    panda([310, 177], 80, 90, scaledTo(400)),
  ),
  jpg(
    WATERMARK,
    'image/resize,w_300/watermark,image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2Uvc mVzaXplLFBfMzA,t_90,g_se,x_10,y_10',
    [300, 200],
    panda([230, 130], 60, 90, scaledTo(300)),
  ),
  jpg(
    WATERMARK,
    'image/resize,w_300,h_300/auto-orient,1/quality,q_90/format,jpg/watermark,image_cGFuZGEucG5n,t_90,g_se,x_10,y_10',
    [300, 200],
    panda([130, 30], 160, 90, scaledTo(300)),
    { quality: 74 },
  ),
  // With the base64 of what the guide says in words, `resize,w_50`; its own is refused, below.
  jpg(
    WATERMARK,
    'image/resize,w_300,h_300/auto-orient,1/quality,q_90/format,jpg/watermark,image_' +
      'cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvcmVzaXplLHdfNTA=,t_90,g_se,x_10,y_10',
    [300, 200],
    panda([240, 140], 50, 90, scaledTo(300)),
    { quality: 74 },
  ),
  jpg(
    'Image style',
    'image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,image_cGFuZGEucG5n,t_61,g_se,y_10,x_10',
    [300, 300],
    panda([130, 130], 160, 61, (x, y) => [66 + Math.round(x * 0.89), Math.round(y * 0.89)]),
    { quality: 74 },
  ),
];

/** Of the chapters Access rules and Image style: the style's name, its content, and every URL that shows its result. */
export const GUIDE_STYLES: readonly {
  readonly name: string;
  readonly content: string;
  readonly urls: readonly string[];
}[] = [
  {
    name: 'style-example',
    content: 'image/resize,w_200',
    urls: ['example.jpg?x-oss-process=image/resize,w_200', 'example.jpg?x-oss-process=style/style-example'],
  },
  {
    // The table of the guide calls it panda_sytle, its URLs do not.
    name: 'panda_style',
    content: GUIDE_URLS.find(({ chapter }) => chapter === 'Image style')?.chain ?? '',
    urls: [
      'example.jpg?x-oss-process=image/resize,m_fill,w_300,h_300,limit_0/auto-orient,0/quality,q_90/watermark,' +
        'image_cGFuZGEucG5n,t_61,g_se,y_10,x_10',
      'example.jpg?x-oss-process=style/panda_style',
      'example.jpg@!panda_style',
    ],
  },
];

/** The guide's misprint: inside is `rusize,w_50`. */
export const MISPRINT =
  'image/resize,w_300,h_300/auto-orient,1/quality,q_90/format,jpg/watermark,image_' +
  'cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvcnVzaXplLHdfNTA=,t_90,g_se,x_10,y_10';

export interface GuideReport {
  readonly picture: PictureName;
  readonly chain: string;
  /** Bytes of the guide's own picture. */
  readonly fileSize: number;
  /** EXIF tags of the guide's own picture. */
  readonly tags: Readonly<Record<string, string>>;
  /** The names in the answer, in its order. */
  readonly members: readonly string[];
}

const OWN = ['FileSize', 'Format', 'ImageHeight', 'ImageWidth'];

export const GUIDE_REPORTS: readonly GuideReport[] = [
  { picture: 'example.jpg', chain: 'image/average-hue', fileSize: 21839, tags: {}, members: ['RGB'] },
  { picture: 'example.jpg', chain: 'image/info', fileSize: 21839, tags: {}, members: OWN },
  {
    picture: 'f.jpg',
    chain: 'image/info',
    fileSize: 23471,
    // The guide's sample has a closing brace too many in the middle; its members are these.
    tags: GUIDE_TAGS,
    members: [...OWN, ...Object.keys(GUIDE_TAGS)].sort(),
  },
];
