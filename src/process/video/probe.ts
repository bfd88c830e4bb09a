/** The facts of a video, by ffprobe. In a worker, like all that reads the bytes of strangers with a codec. */
import type { Container } from './container.js';
import { factsOfReport, firstFrameOf, type ProbeReport, type VideoFacts, type VideoInput } from './facts.js';
import { addressOf, inputOptions, ran, refusalOf } from './ffmpeg.js';
import { reachable } from './relay.js';

/** What is asked for: the first stream of moving pictures (a cover is none), and when its first frame is shown. */
const ENTRIES = [
  'stream=index,width,height,sample_aspect_ratio,start_time,duration,has_b_frames',
  'stream_side_data=displaymatrix',
  'frame=pts_time,best_effort_timestamp_time',
  'format=start_time,duration',
].join(':');

/** Bytes of JSON. Some facts and one frame are far below. */
const MOST_REPORT = 65_536;

export interface Probe {
  readonly input: VideoInput;
  readonly container: Container;
}

/** @throws OssError 400 for what has no moving pictures in it, 501, 503 */
export function probe({ input, container }: Probe): Promise<VideoFacts> {
  return reachable(input, (near) => probed({ input: near, container }));
}

async function probed({ input, container }: Probe): Promise<VideoFacts> {
  const report = await reportOf({ input, container }, 1);
  // Where the file does not know when a frame is shown, the decoder tells a few packets later.
  const timed = firstFrameOf(report) === undefined ? await reportOf({ input, container }, SOME_PACKETS) : report;
  return factsOfReport(timed, container);
}

/** More than any decoder holds back. */
const SOME_PACKETS = 24;

/** `packets`: read of the stream, and decoded. */
async function reportOf({ input, container }: Probe, packets: number): Promise<ProbeReport> {
  const pieces: Buffer[] = [];
  let size = 0;
  const ended = await ran({
    program: 'ffprobe',
    args: [
      ...['-v', 'error', '-threads', '1', ...inputOptions(input, container)],
      ...['-select_streams', 'V:0', '-read_intervals', `%+#${packets}`, '-show_entries', ENTRIES, '-of', 'json'],
      addressOf(input),
    ],
    take: (piece) => {
      size += piece.length;
      if (size <= MOST_REPORT) pieces.push(piece);
    },
  });
  if (!ended.ok || size > MOST_REPORT) throw refusalOf(ended);
  return JSON.parse(Buffer.concat(pieces).toString()) as ProbeReport;
}
