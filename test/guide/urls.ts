/**
 * Every URL of the guide's chapters Resize, Crop, Rotate, Convert formats, Progressive display, Change quality and
 * Obtain image information, as data: the chain, the object, and what the guide shows or its rules give. The pictures
 * are known by the facts that the guide's own have; tests make pictures with the same ones.
 */
import type { Facts, Format } from '#src/process/formats/facts.js';

export type PictureName = 'example.jpg' | 'f.jpg' | 'panda.png' | 'example.gif';

export const PICTURES: Readonly<Record<PictureName, Facts>> = {
  'example.jpg': { format: 'jpg', width: 400, height: 267, frames: 1, orientation: 1, alpha: false, quality: 82 },
  'f.jpg': { format: 'jpg', width: 424, height: 333, frames: 1, orientation: 7, alpha: false, quality: 94 },
  'panda.png': { format: 'png', width: 160, height: 160, frames: 1, orientation: 1, alpha: true },
  'example.gif': { format: 'gif', width: 500, height: 300, frames: 3, orientation: 1, alpha: true },
};

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
}

const RESIZE = 'Resize images';
const CROP = 'Crop';
const ORIENT = 'Adaptive orientation';
const ROTATE = 'Rotate';
const FORMAT = 'Format conversion';
const PROGRESSIVE = 'Progressive display';
const QUALITY = 'Change quality';

type Rest = Pick<GuideUrl, 'interlace' | 'animated' | 'quality'>;

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

export const GUIDE_URLS: readonly GuideUrl[] = [
  url('Image Service access rules', 'example.jpg', 'image/resize,w_200', [200, 134]),
  url('Image Service access rules', 'example.jpg', 'image/resize,w_200/rotate,90', [134, 200]),
  url('Access through SDK', 'example.jpg', 'image/resize,m_fixed,w_100,h_100', [100, 100]),

  url(RESIZE, 'example.jpg', 'image/resize,w_500,limit_0', [500, 334]),
  url(RESIZE, 'example.jpg', 'image/resize,h_100', [150, 100]),
  url(RESIZE, 'example.jpg', 'image/resize,m_fixed,h_100,w_100', [100, 100]),
  url(RESIZE, 'example.jpg', 'image/resize,m_lfit,h_100,w_100', [100, 67]),
  url(RESIZE, 'example.jpg', 'image/resize,m_lfit,h_100,w_100/format,png', [100, 67], 'png'),
  url(RESIZE, 'example.jpg', 'image/resize,m_mfit,h_100,w_100', [150, 100]),
  url(RESIZE, 'example.jpg', 'image/resize,m_fill,h_100,w_100', [100, 100]),
  url(RESIZE, 'example.jpg', 'image/resize,m_pad,h_100,w_100', [100, 100]),
  url(RESIZE, 'example.jpg', 'image/resize,m_pad,h_100,w_100,color_FF0000', [100, 100]),
  url(RESIZE, 'example.jpg', 'image/resize,p_50', [200, 134]),

  url(CROP, 'example.jpg', 'image/crop,x_100,y_50', [300, 217]),
  url(CROP, 'example.jpg', 'image/crop,x_100,y_50,w_100,h_100', [100, 100]),
  url(CROP, 'example.jpg', 'image/crop,x_0,y_0,w_200,h_200,g_se', [200, 200]),
  url(CROP, 'example.jpg', 'image/crop,x_10,y_10,w_200,h_200,g_se', [190, 190]),

  url(ORIENT, 'f.jpg', 'image/resize,w_100/auto-orient,0', [100, 79]),
  url(ORIENT, 'f.jpg', 'image/resize,w_100/auto-orient,1', [100, 127]),
  url(ROTATE, 'example.jpg', 'image/rotate,90', [267, 400]),
  url(ROTATE, 'example.jpg', 'image/resize,w_200,h_200/rotate,90', [134, 200]),

  url(FORMAT, 'panda.png', 'image/format,jpg', [160, 160], 'jpg'),
  url(FORMAT, 'panda.png', 'image/interlace,1/format,jpg', [160, 160], 'jpg', { interlace: true }),
  url(FORMAT, 'example.gif', 'image/format,jpg', [500, 300], 'jpg'),
  url(FORMAT, 'example.gif', 'image/resize,w_200/format,gif', [200, 120], 'gif', { animated: true }),
  url(FORMAT, 'example.gif', 'image/resize,w_200/format,webp', [200, 120], 'webp', { animated: true }),

  url(PROGRESSIVE, 'panda.png', 'image/format,jpg/interlace,1', [160, 160], 'jpg', { interlace: true }),
  url(PROGRESSIVE, 'example.jpg', 'image/format,jpg/interlace,1', [400, 267], 'jpg', { interlace: true }),

  url(QUALITY, 'example.jpg', 'image/resize,w_100,h_100/quality,q_80', [100, 67], 'jpg', { quality: 66 }),
  url(QUALITY, 'example.jpg', 'image/resize,w_100,h_100/quality,Q_80', [100, 67], 'jpg', { quality: 80 }),
];

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

/** The guide's sample of f.jpg has a closing brace too many in the middle; its members are these. */
const F_TAGS = {
  Compression: '6',
  DateTime: '2015:02:11 15:38:27',
  ExifTag: '2212',
  GPSLatitude: '0deg ',
  GPSLatitudeRef: 'North',
  GPSLongitude: '0deg ',
  GPSLongitudeRef: 'East',
  GPSMapDatum: 'WGS-84',
  GPSTag: '4292',
  GPSVersionID: '2 2 0 0',
  JPEGInterchangeFormat: '4518',
  JPEGInterchangeFormatLength: '3232',
  Orientation: '7',
  ResolutionUnit: '2',
  Software: 'Microsoft Windows Photo Viewer 6.1.7600.16385',
  XResolution: '96/1',
  YResolution: '96/1',
};

const OWN = ['FileSize', 'Format', 'ImageHeight', 'ImageWidth'];

export const GUIDE_REPORTS: readonly GuideReport[] = [
  { picture: 'example.jpg', chain: 'image/info', fileSize: 21839, tags: {}, members: OWN },
  {
    picture: 'f.jpg',
    chain: 'image/info',
    fileSize: 23471,
    tags: F_TAGS,
    members: [...OWN, ...Object.keys(F_TAGS)].sort(),
  },
];
