/**
 * Videos made by script: every frame carries its number as a bar code, which survives any codec and any scaling. Made
 * by the ffmpeg that is installed; without one, tests of videos are skipped, unless TINTYPE_REQUIRE_FFMPEG says that
 * there must be one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll } from 'vitest';

export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg && process.env.TINTYPE_REQUIRE_FFMPEG === '1') {
  throw new Error('ffmpeg is required and not here: node dist/main.js doctor --install');
}

export const WIDTH = 160;
export const HEIGHT = 96;
/** Frames a second, and frames from one key frame to the next: two seconds. */
export const RATE = 25;
export const GOP = 50;
export const FRAMES = 250;

const BITS = 10;
const BAR = WIDTH / BITS;

/** Encoders of each codec, told to make key frames every GOP frames and nowhere else. */
const ENCODERS = {
  h264: ['libx264', '-preset', 'ultrafast', '-bf', '2', '-sc_threshold', '0'],
  hevc: ['libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:scenecut=0:open-gop=0'],
  'hevc-open': ['libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:scenecut=0:open-gop=1:bframes=4'],
  mpeg4: ['mpeg4', '-q:v', '3', '-bf', '0', '-sc_threshold', '1000000000'],
  vp8: ['libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'],
  vp9: ['libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'],
  av1: ['libsvtav1', '-preset', '12', '-svtav1-params', 'lookahead=0'],
} as const;

export type Codec = keyof typeof ENCODERS;

/** Not every build has the encoders of VP8 and AV1; the four others there must be. */
export function canEncode(codec: Codec): boolean {
  if (codec !== 'vp8' && codec !== 'av1') return true;
  return spawnSync('ffmpeg', ['-v', 'error', '-encoders'], { encoding: 'utf8' }).stdout.includes(
    ` ${ENCODERS[codec][0]} `,
  );
}

let made: string | undefined;

/** A directory that goes after the tests of a file. */
export function clipDirectory(): string {
  made ??= mkdtempSync(join(tmpdir(), 'tintype-clips-'));
  return made;
}

afterAll(() => {
  if (made !== undefined) rmSync(made, { recursive: true });
});

export function ffmpeg(...args: readonly string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Encoded once per codec; the other containers are given the same stream. The name ends in the container's extension. */
export function clip(codec: Codec, extension: string): string {
  const path = join(clipDirectory(), `${codec}.${extension}`);
  if (existsSync(path)) return path;
  const origin = extension === 'mkv' ? undefined : clip(codec, 'mkv');
  if (origin === undefined) encode(path, [...encoderOf(codec)]);
  else ffmpeg('-i', origin, '-c', 'copy', ...filterFor(codec, extension), path);
  return path;
}

/** What the stream needs that the container has another form for. */
function filterFor(codec: Codec, extension: string): readonly string[] {
  if (codec === 'h264' && extension === 'avi') return ['-bsf:v', 'h264_mp4toannexb'];
  return codec === 'mpeg4' && extension === 'ts' ? ['-bsf:v', 'dump_extra'] : [];
}

function encoderOf(codec: Codec): readonly string[] {
  return ['-c:v', ...ENCODERS[codec], '-g', String(GOP), '-keyint_min', String(GOP)];
}

/** A clip of FRAMES frames, with options of one's own for the output. */
export function encode(path: string, output: readonly string[], { frames = FRAMES, rate = String(RATE) } = {}): void {
  const input = Buffer.concat(Array.from({ length: frames }, (_, n) => picture(n)));
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${WIDTH}x${HEIGHT}`, '-r', rate, '-i', 'pipe:0'];
  const args = ['-v', 'error', '-y', ...raw, '-pix_fmt', 'yuv420p', ...output, path];
  const { status, stderr } = spawnSync('ffmpeg', args, { input, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`ffmpeg ${args.join(' ')}: ${stderr}`);
}

/** An ordinary H.264 clip, with options of one's own. */
export function h264(name: string, ...options: readonly string[]): string {
  const path = join(clipDirectory(), name);
  encode(path, [...encoderOf('h264'), ...options]);
  return path;
}

/** The number in bars, white for 1, above the same in opposite colours. */
function picture(n: number): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const bit = (n >> Math.floor(x / BAR)) & 1;
      pixels[y * WIDTH + x] = y < HEIGHT / 2 === (bit === 1) ? 220 : 30;
    }
  }
  return pixels;
}

/** The number that a frame shows, or NaN where it is torn: half of one frame and half of another. */
export async function numberOf(file: Buffer): Promise<number> {
  const { data, info } = await sharp(file).greyscale().raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at = (x: number, y: number) =>
    Number(data[(Math.floor(y * height) * width + Math.floor(x * width)) * channels]);
  let upper = 0;
  let lower = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = (bit + 0.5) / BITS;
    if (at(x, 0.25) > 125) upper |= 1 << bit;
    if (at(x, 0.75) > 125) lower |= 1 << bit;
  }
  return (upper ^ lower) === (1 << BITS) - 1 ? upper : Number.NaN;
}
