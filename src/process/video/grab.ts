/**
 * One frame of a video as pixels. ffmpeg's own `-ss T` gives the first frame at or after T; what is shown at T is the
 * last one at or before it. So ffmpeg starts at a key frame before T and lets go of every frame but the last in time.
 */
import type { Raster } from '../canvas/raster.js';
import type { VideoFacts, VideoInput } from './facts.js';
import { addressOf, inputOptions, ran, refusalOf } from './ffmpeg.js';
import { reachable } from './relay.js';
import { type Frame, frameOf, type SnapshotValues } from './snapshot.js';

/** A video, and what is known of it: the source of a plan that has a snapshot. */
export interface Footage {
  readonly input: VideoInput;
  readonly video: VideoFacts;
}

/**
 * Microseconds before the wanted time where reading begins; the first attempt that finds a frame counts. A stream
 * without an index is entered anywhere, and then its next key frame may be too late; after these all of it is read.
 */
const BACK = [0, 3e6, 12e6, 100e6];

/** One way to look for the frame. */
interface Attempt {
  /** Microseconds where to enter; absent: at the beginning. */
  readonly from?: number;
  /** Which of the frames up to the wanted time; 'any' is the first of all, however late. */
  readonly takes: 'last' | 'any';
  /** Frames before the first key frame do not count. */
  readonly whole: boolean;
}

/** @throws OssError 400 for a video that is damaged or has no frame, 501, 503 */
export async function grab({ input, video }: Footage, values: SnapshotValues): Promise<Raster> {
  return reachable(input, (near) => grabbed({ input: near, video }, values));
}

async function grabbed({ input, video }: Footage, values: SnapshotValues): Promise<Raster> {
  const frame = frameOf(values, video);
  const { width, height } = frame;
  let last = { said: '', starved: false };
  for (const attempt of attemptsFor(frame, video)) {
    const pixels = new LastFrame(width * height * 3);
    const args = argumentsOf({ input, video }, frame, attempt);
    last = await ran({ program: 'ffmpeg', args, take: (piece) => pixels.take(piece) });
    if (last.starved) break;
    if (pixels.bytes !== undefined) return { data: pixels.bytes, width, height, channels: 3 };
  }
  throw refusalOf(last);
}

function attemptsFor({ near, fast }: Frame, { start, container }: VideoFacts): readonly Attempt[] {
  const entries = BACK.map((back) => near - back).filter((from) => from > start);
  return [
    ...entries.map((from): Attempt => ({ from, takes: 'last', whole: true })),
    { takes: 'last', whole: true },
    // An edit list cuts anywhere, as phones do: the key frame that the first frames need is decoded and not shown.
    ...(container === 'mov' && !fast ? [{ takes: 'last', whole: false } as const] : []),
    // A recording that was joined between two key frames: its first picture is that of the first key frame.
    { takes: 'any', whole: true },
  ];
}

function argumentsOf({ input, video }: Footage, frame: Frame, attempt: Attempt): readonly string[] {
  const { from } = attempt;
  const enter = from === undefined ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', String(from / 1e6)];
  return [
    ...['-v', 'error', '-nostdin', '-copyts', '-noautorotate', '-filter_threads', '1'],
    ...decoding(frame.fast && !video.untimed),
    // Where a video changes its size the filters would begin anew, and lose the frame before.
    ...['-reinit_filter', '0', '-an', '-sn', '-dn'],
    ...[...enter, ...inputOptions(input, video.container), '-i', addressOf(input)],
    ...['-map', `0:${video.stream}`, '-vf', filtersOf(frame, video, attempt)],
    ...(attempt.takes === 'any' ? ['-frames:v', '1'] : []),
    ...['-f', 'rawvideo', 'pipe:1'],
  ];
}

/** Key frames alone are handed out at once: none waits for another to be shown before it. */
function decoding(keyFramesOnly: boolean): readonly string[] {
  return keyFramesOnly ? ['-threads', '1', '-flags', 'low_delay', '-skip_frame', 'nokey'] : ['-threads', '2'];
}

/** As EXIF numbers them. */
const TURNS: Readonly<Record<number, string>> = {
  2: 'hflip',
  3: 'hflip,vflip',
  4: 'vflip',
  5: 'transpose=cclock_flip',
  6: 'transpose=clock',
  7: 'transpose=clock_flip',
  8: 'transpose=cclock',
};

/** One tick of this rate, in seconds, is longer than any video: of all frames in it `fps` keeps the last. */
const ONE_TICK = 'fps=fps=1/1000000000:round=down:eof_action=pass';

function filtersOf(frame: Frame, video: VideoFacts, { takes, whole }: Attempt): string {
  const { at, fast, turns, width, height } = frame;
  const lying = turns.filter((turn) => turn > 4).length % 2 === 1;
  const [across, down] = lying ? [height, width] : [width, height];
  // Where only the colours are converted, the careful way took 70 ms more of 400 (1080p), and shows nowhere.
  const scaled = across !== video.width || down !== video.height;
  const flags = scaled ? ':flags=lanczos+accurate_rnd+full_chroma_int' : '';
  return [
    // Entered between two key frames, some decoders hand out what they cannot know yet: nothing counts before a key
    // frame. Not every decoder heeds -skip_frame.
    ...(whole ? [fast ? 'select=key' : "select='st(0,max(ld(0),key))'"] : []),
    ...(takes === 'last' ? ['settb=1/1000000', `trim=end_pts=${at + 1}`, 'setpts=PTS-STARTPTS', ONE_TICK] : []),
    // Before the turns: of all filters it alone takes frames of another size than the first.
    `scale=${across}:${down}${flags}`,
    'format=rgb24',
    ...turns.map((turn) => String(TURNS[turn])),
  ].join(',');
}

/** Keeps the last whole frame, should there be more than one. */
class LastFrame {
  readonly #size: number;
  #pixels: Buffer | undefined;
  #filled = 0;

  constructor(size: number) {
    this.#size = size;
  }

  take(piece: Buffer): void {
    this.#pixels ??= Buffer.allocUnsafe(this.#size);
    for (let at = 0; at < piece.length; ) {
      if (this.#filled === this.#size) this.#filled = 0;
      const taken = piece.copy(this.#pixels, this.#filled, at);
      this.#filled += taken;
      at += taken;
    }
  }

  /** undefined: none came, or the last one was cut off. */
  get bytes(): Buffer | undefined {
    return this.#filled === this.#size ? this.#pixels : undefined;
  }
}
