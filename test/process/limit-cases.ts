/** Every limit of behaviour D5 as data: the last picture that is taken and the first that is not, by format. */
import { CONFIGURED } from './configured-limits.js';
import { ANIMATED, FORMATS, ORIENTED } from './formats/sized.js';
import { type LimitCase, type Part, size } from './limit-case.js';

function source(about: string, taken: Part, refused: Part, cause: number, message: string, formats = FORMATS) {
  const { width, height } = taken.claim;
  // Refused whatever is to be done with the picture, also where the result would be small or no picture.
  const results = {
    'image/info': `${width}x${height}`,
    'image/average-hue': `${width}x${height}`,
    'image/resize,w_1,h_1/format,png': '1x1',
    'image/crop,w_1,h_1/format,png': '1x1',
  };
  return Object.entries(results).map(
    ([chain, result]): LimitCase => ({
      about: `${about}: ${chain}`,
      formats,
      taken: { ...taken, chain },
      size: result,
      refused: { ...refused, chain },
      cause,
      message,
    }),
  );
}

const SOURCE: readonly LimitCase[] = [
  ...source(
    'bytes of the source',
    { claim: size(9, 9), bytes: 20_971_520 },
    { claim: size(9, 9), bytes: 20_971_521 },
    1,
    'The source has 20971521 bytes; at most 20971520 are allowed.',
  ),
  ...source(
    'width of the source',
    { claim: size(30_000, 9) },
    { claim: size(30_001, 9) },
    9,
    'The source is 30001x9; a side may be at most 30000 pixels.',
  ),
  ...source(
    'height of the source',
    { claim: size(9, 30_000) },
    { claim: size(9, 30_001) },
    9,
    'The source is 9x30001; a side may be at most 30000 pixels.',
  ),
  ...source(
    'pixels of the source',
    { claim: size(25_000, 10_000) },
    { claim: size(25_000, 10_001) },
    12,
    'The picture is 25000x10001, 250025000 pixels; at most 250000000 are allowed.',
  ),
  ...source(
    'pixels of all frames',
    { claim: size(1000, 1000, { frames: 250 }) },
    { claim: size(1000, 1000, { frames: 251 }) },
    12,
    'The picture is 1000x1000 with 251 frames, 251000000 pixels; at most 250000000 are allowed.',
    ANIMATED,
  ),
];

const TARGET: readonly LimitCase[] = [
  {
    about: 'area of the target',
    formats: FORMATS,
    taken: { chain: 'image/resize,m_fixed,w_4096,h_4096,limit_0/format,png', claim: size(10, 10) },
    size: '4096x4096',
    refused: { chain: 'image/resize,p_1000/format,png', claim: size(410, 410) },
    cause: 7,
    message: 'The target is 4100x4100, 16810000 pixels; at most 16777216 are allowed.',
  },
  {
    about: 'area of the target, in proportion',
    formats: FORMATS,
    taken: { chain: 'image/resize,m_mfit,w_4096,h_4096,limit_0/format,png', claim: size(500, 500) },
    size: '4096x4096',
    refused: { chain: 'image/resize,m_mfit,w_4096,h_4096,limit_0/format,png', claim: size(501, 500) },
    cause: 7,
    message: 'The target is 4104x4096, 16809984 pixels; at most 16777216 are allowed.',
  },
  {
    about: 'side of the target',
    formats: FORMATS,
    taken: { chain: 'image/resize,p_1000/format,png', claim: size(1638, 1) },
    size: '16380x10',
    refused: { chain: 'image/resize,p_1000/format,png', claim: size(1639, 1) },
    cause: 7,
    message: 'The target is 16390x10; a side may be at most 16384 pixels.',
  },
  {
    about: 'the other side of the target, under a later crop',
    formats: FORMATS,
    taken: { chain: 'image/resize,p_1000/crop,w_1,h_1/format,png', claim: size(1, 1638) },
    size: '1x1',
    refused: { chain: 'image/resize,p_1000/crop,w_1,h_1/format,png', claim: size(1, 1639) },
    cause: 7,
    message: 'The target is 10x16390; a side may be at most 16384 pixels.',
  },
  {
    about: 'area of the target under the profile current',
    formats: FORMATS,
    taken: {
      chain: 'image/resize,m_fixed,w_16384,h_1024,limit_0/format,png',
      claim: size(10, 10),
      limits: { profile: 'current' },
    },
    size: '16384x1024',
    refused: {
      chain: 'image/resize,m_fixed,w_16384,h_1025,limit_0/format,png',
      claim: size(10, 10),
      limits: { profile: 'current' },
    },
    cause: 7,
    message: 'The target is 16384x1025, 16793600 pixels; at most 16777216 are allowed.',
  },
  {
    about: 'pixels of all frames of the target',
    formats: ANIMATED,
    taken: { chain: 'image/resize,w_1500,limit_0', claim: size(1000, 1000, { frames: 100 }) },
    size: '1500x1500',
    refused: { chain: 'image/resize,w_2000,limit_0', claim: size(1000, 1000, { frames: 100 }) },
    cause: 12,
    message: 'The picture is 2000x2000 with 100 frames, 400000000 pixels; at most 250000000 are allowed.',
  },
];

const rotation = (sides: string) =>
  `Picture exceed the maximum allowable rotation range. It is ${sides}; a side may be at most 4096 pixels.`;

const ROTATION: readonly LimitCase[] = [
  {
    about: 'a side that is rotated',
    formats: FORMATS,
    taken: { chain: 'image/rotate,90/format,png', claim: size(4096, 9) },
    size: '9x4096',
    refused: { chain: 'image/rotate,90/format,png', claim: size(4097, 9) },
    cause: 6,
    message: rotation('4097x9'),
  },
  {
    about: 'the other side, by any angle',
    formats: FORMATS,
    taken: { chain: 'image/rotate,180/format,png', claim: size(9, 4096) },
    size: '9x4096',
    refused: { chain: 'image/rotate,1/format,png', claim: size(9, 4097) },
    cause: 6,
    message: rotation('9x4097'),
  },
  {
    about: 'the picture as it then stands',
    formats: FORMATS,
    taken: { chain: 'image/crop,w_4096/rotate,90/format,png', claim: size(5000, 9) },
    size: '9x4096',
    refused: { chain: 'image/crop,w_4097/rotate,90/format,png', claim: size(5000, 9) },
    cause: 6,
    message: rotation('4097x9'),
  },
  {
    about: 'the picture after an earlier rotation',
    formats: FORMATS,
    taken: { chain: 'image/rotate,45/format,png', claim: size(4096, 4096) },
    size: '5793x5793',
    refused: { chain: 'image/rotate,45/rotate,1/format,png', claim: size(4096, 4096) },
    cause: 6,
    message: rotation('5793x5793'),
  },
  {
    about: 'a written auto-orient',
    formats: ORIENTED,
    taken: { chain: 'image/auto-orient,1/format,png', claim: size(4096, 9, { orientation: 6 }) },
    size: '9x4096',
    refused: { chain: 'image/auto-orient,1/format,png', claim: size(4097, 9, { orientation: 6 }) },
    cause: 6,
    message: rotation('4097x9'),
  },
  {
    about: 'rotate after the default turn, which has no limit of its own',
    formats: ORIENTED,
    taken: { chain: 'image/crop,w_20/format,png', claim: size(4097, 9, { orientation: 6 }) },
    size: '9x4097',
    refused: { chain: 'image/rotate,90/format,png', claim: size(4097, 9, { orientation: 6 }) },
    cause: 6,
    message: rotation('9x4097'),
  },
];

const ENCODER: readonly LimitCase[] = [
  {
    about: 'a side of a WebP',
    formats: FORMATS,
    taken: { chain: 'image/format,webp', claim: size(16_383, 9) },
    size: '16383x9',
    refused: { chain: 'image/format,webp', claim: size(16_384, 9) },
    cause: 11,
    message: 'The result is 16384x9; a side of a webp may be at most 16383.',
  },
  {
    about: 'a side of an AVIF',
    formats: FORMATS,
    taken: { chain: 'image/format,avif', claim: size(16_384, 9) },
    size: '16384x9',
    refused: { chain: 'image/format,avif', claim: size(16_385, 9) },
    cause: 11,
    message: 'The result is 16385x9; a side of an avif may be at most 16384.',
  },
  {
    about: 'the area of an AVIF, even of one that keeps its size',
    formats: FORMATS,
    taken: { chain: 'image/format,avif', claim: size(4096, 4096) },
    size: '4096x4096',
    refused: { chain: 'image/format,avif', claim: size(4097, 4096) },
    cause: 7,
    message: 'The result is 4097x4096; an avif may have at most 16777216 pixels.',
  },
  {
    about: 'a side of a JPEG, under limits of the owner',
    formats: ['png', 'tiff', 'bmp'],
    taken: { chain: 'image/format,jpg', claim: size(9, 65_535), limits: { sourceSide: 100_000 } },
    size: '9x65535',
    refused: { chain: 'image/format,jpg', claim: size(9, 65_536), limits: { sourceSide: 100_000 } },
    cause: 11,
    message: 'The result is 9x65536; a side of a jpg may be at most 65535.',
  },
];

export const LIMIT_CASES: readonly LimitCase[] = [...SOURCE, ...TARGET, ...ROTATION, ...ENCODER, ...CONFIGURED];
