/** `video/snapshot`: its table, and which frame in which size it asks for. Guide: Video frame capturing; behaviour D34, D52. */
import { invalidValue } from '../../errors.js';
import type { Facts } from '../formats/facts.js';
import type { Size } from '../geometry.js';
import { choice, integer, LARGEST, type Values } from '../params.js';
import type { VideoFacts } from './facts.js';

const SIDE = { min: 0, max: LARGEST, fallback: 0 } as const;

const params = {
  t: integer('The time in milliseconds, counted from the first frame; beyond the end it means the last frame.', {
    min: 0,
    max: LARGEST,
    required: true,
    cause: '0053-00000101',
  }),
  w: integer('Width, at most that of the video; 0: by the ratio, or as it is when h is 0 too.', SIDE),
  h: integer('Height, at most that of the video; 0: by the ratio, or as it is when w is 0 too.', SIDE),
  m: choice(
    'The nearest key frame at or before the time, which is quicker. Without it exactly the frame shown then.',
    ['fast'],
    {},
  ),
  f: choice('The format. `image/format,…` behind a bar can still change it.', ['jpg', 'png'], {
    also: { jpeg: 'jpg' },
    required: true,
  }),
  ar: choice(
    'auto: turned as the video says. h: then turned clockwise if it is wider than high; w: if it is higher than wide.',
    ['auto', 'h', 'w'],
    { fallback: 'auto' },
  ),
} as const;

/** A frame of a video, the picture that a chain begins with. No operation of images: it stands first and once. */
export const snapshot = {
  name: 'snapshot',
  about:
    'A frame of a video as a picture: the one that is shown at the time. It is turned as the video says, and its ' +
    'pixels are made square. What follows behind a bar works on it as on any picture.',
  params,
  example: 'video/snapshot,t_7000,f_jpg,w_800,h_600,m_fast',
  guide: 'Video frame capturing',
} as const;

export type SnapshotValues = Values<typeof params>;

/** What is to be got out of the file. Times as in VideoFacts. */
export interface Frame extends Size {
  /** The last frame that is not later than this, or the last key frame. */
  readonly at: number;
  /** Where to look for it: not beyond the end, as far as that is known. */
  readonly near: number;
  readonly fast: boolean;
  /** EXIF orientations: how the stored picture is turned, one after the other. */
  readonly turns: readonly number[];
}

/** @throws OssError 400 InvalidArgument: w or h larger than the video */
export function frameOf(values: SnapshotValues, video: VideoFacts): Frame {
  const { t, m, ar } = values;
  const { size, turns } = upright(video, ar);
  const at = video.start + t * 1000;
  const near = Math.min(at, Math.max(video.start, video.end ?? at));
  return { at, near, fast: m === 'fast', turns, ...targetOf(values, size) };
}

/** What is known of the picture that the frame will be. @throws as frameOf() */
export function factsOfFrame(values: SnapshotValues, video: VideoFacts): Facts {
  const { width, height } = frameOf(values, video);
  return { format: values.f, width, height, frames: 1, orientation: 1, alpha: false };
}

/** The whole frame as it is seen: its height is kept when its pixels are made square. */
function upright({ width, height, aspect, orientation }: VideoFacts, ar: SnapshotValues['ar']) {
  const squared = { width: Math.max(1, Math.round(width * aspect)), height };
  const seen = orientation > 4 ? swapped(squared) : squared;
  const turns = orientation === 1 ? [] : [orientation];
  const forced = (ar === 'h' && seen.width > seen.height) || (ar === 'w' && seen.height > seen.width);
  return forced ? { size: swapped(seen), turns: [...turns, CLOCKWISE] } : { size: seen, turns };
}

const CLOCKWISE = 6;

function swapped({ width, height }: Size): Size {
  return { width: height, height: width };
}

function targetOf({ w, h }: SnapshotValues, video: Size): Size {
  if (w > video.width) throw beyond('w', w, video.width);
  if (h > video.height) throw beyond('h', h, video.height);
  if (w === 0 && h === 0) return video;
  const byRatio = (given: number, side: number, other: number) => Math.max(1, Math.round((given * other) / side));
  return {
    width: w === 0 ? byRatio(h, video.height, video.width) : w,
    height: h === 0 ? byRatio(w, video.width, video.height) : h,
  };
}

function beyond(name: string, value: number, side: number) {
  return invalidValue(name, String(value), `an integer from 0 to ${side}, the video's own`);
}
