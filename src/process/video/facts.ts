/** What is known of a video before any frame is asked for: read once per object version and kept in its row. */
import { OssError } from '../../errors.js';
import type { Container } from './container.js';

/** Where the bytes of a video are: a file, or an address of this machine that serves nothing else. */
export type VideoInput = { readonly path: string } | { readonly url: string };

/** Plain JSON. Times are in microseconds on the clock of the file, whose zero may be anywhere. */
export interface VideoFacts {
  readonly container: Container;
  /** Index of the first stream of moving pictures. */
  readonly stream: number;
  /** As stored, before the pixels are made square and the picture is turned. */
  readonly width: number;
  readonly height: number;
  /** How wide a pixel is for its height; 1 for nearly all. */
  readonly aspect: number;
  /** How the picture is to be turned, as an EXIF orientation 1–8. */
  readonly orientation: number;
  /** Of the first frame. */
  readonly start: number;
  /** Where the last frame ends, as the file says; absent when it does not. */
  readonly end?: number;
  /**
   * Frames are stored in another order than they are shown in, and the file knows only the times of storage (AVI with B
   * frames): the time of a frame is then known by decoding all that stands before it.
   */
  readonly untimed?: true;
}

/** The part of ffprobe's JSON that is looked at. Any of it may be missing. */
export interface ProbeReport {
  readonly frames?: readonly { readonly pts_time?: string; readonly best_effort_timestamp_time?: string }[];
  readonly streams?: readonly ProbedStream[];
  readonly format?: { readonly start_time?: string; readonly duration?: string };
}

interface ProbedStream {
  readonly index?: number;
  readonly width?: number;
  readonly height?: number;
  readonly sample_aspect_ratio?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly has_b_frames?: number;
  readonly side_data_list?: readonly { readonly displaymatrix?: string }[];
}

/** Beyond it is no time of a video, and numbers lose their microseconds. */
const MOST_SECONDS = 1e9;

/** @throws OssError 400 BadRequest for a file without moving pictures */
export function factsOfReport(report: ProbeReport, container: Container): VideoFacts {
  const stream = report.streams?.[0];
  if (stream?.index === undefined) {
    throw new OssError('BadRequest', 'The video has no picture: there is no video stream in it.');
  }
  const { width = 0, height = 0 } = stream;
  if (!(width > 0 && height > 0)) throw new OssError('BadRequest', 'The video is damaged: it gives no size.');
  const start = firstFrameOf(report) ?? time(stream.start_time);
  const end = endOf(stream, report.format);
  return {
    container,
    stream: stream.index,
    width,
    height,
    aspect: aspectOf(stream.sample_aspect_ratio),
    orientation: orientationOf(stream.side_data_list?.find(({ displaymatrix }) => displaymatrix)?.displaymatrix),
    start: start ?? 0,
    ...(end === undefined ? {} : { end }),
    ...(container === 'avi' && (stream.has_b_frames ?? 0) > 0 ? { untimed: true } : {}),
  };
}

/** When the first frame is shown, in microseconds; undefined: no frame, or none that knows its time. */
export function firstFrameOf({ frames }: ProbeReport): number | undefined {
  return time(frames?.[0]?.pts_time) ?? time(frames?.[0]?.best_effort_timestamp_time);
}

/** Of the stream where it is known, else of the whole file. */
function endOf({ start_time, duration }: ProbedStream, format: ProbeReport['format']): number | undefined {
  const lasts = time(duration);
  if (lasts !== undefined) return (time(start_time) ?? 0) + lasts;
  const all = time(format?.duration);
  return all === undefined ? undefined : (time(format?.start_time) ?? 0) + all;
}

/** Microseconds of '12.480000'; ffprobe writes 'N/A' for what it does not know. */
function time(text: string | undefined): number | undefined {
  const seconds = Number(text);
  return text === undefined || !(Math.abs(seconds) <= MOST_SECONDS) ? undefined : Math.round(seconds * 1e6);
}

/** '64:45'. '0:1' and nonsense are square. */
function aspectOf(text = ''): number {
  const [, width = 0, height = 0] = /^(\d+):(\d+)$/.exec(text)?.map(Number) ?? [];
  return width > 0 && height > 0 ? width / height : 1;
}

/** By the signs of the matrix's upper left quarter, row by row; 0 stands for a number that is next to nothing. */
const ORIENTATIONS: Readonly<Record<string, number>> = {
  '1,0,0,1': 1,
  '-1,0,0,1': 2,
  '-1,0,0,-1': 3,
  '1,0,0,-1': 4,
  '0,1,1,0': 5,
  '0,1,-1,0': 6,
  '0,-1,-1,0': 7,
  '0,-1,1,0': 8,
};

/** Of a display matrix as ffprobe prints it. Turns that are no quarters are not made: 1. */
function orientationOf(matrix = ''): number {
  const rows = matrix.split('\n').flatMap((line) => {
    const numbers = /^[0-9a-f]{8}:\s+(-?\d+)\s+(-?\d+)\s+-?\d+\s*$/.exec(line);
    return numbers === null ? [] : [[Number(numbers[1]), Number(numbers[2])]];
  });
  const quarter = rows.slice(0, 2).flat();
  const largest = Math.max(1, ...quarter.map(Math.abs));
  return ORIENTATIONS[quarter.map((value) => Math.round(value / largest) + 0).join()] ?? 1;
}
