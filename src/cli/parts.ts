/** What Tintype uses of the machine: whether it is here, what it is for and how to get it. */
import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { systemFonts } from '../process/text/faces.js';
import type { FontName } from '../process/text/fonts.js';
import { MINIMUM_NODE, recentNode } from './node-version.js';
import type { Terminal } from './terminal.js';

export interface Part {
  readonly name: string;
  /** Completes 'for …'. */
  readonly purpose: string;
  /** Debian and Ubuntu packages that bring it. */
  readonly packages: readonly string[];
  readonly isFont?: true;
  /** What to do where no package is the answer. */
  readonly advice: string;
  /** What is here, in words; undefined: it is missing. */
  find(env: Terminal['env']): Promise<string | undefined>;
}

const ROOM_WANTED = 1024 ** 3;

/** `data`: the data directory, absolute. */
export function partsOf(data: string): readonly Part[] {
  return [
    {
      name: 'Node.js',
      purpose: 'everything',
      packages: [],
      advice: `install Node.js ${MINIMUM_NODE} or newer`,
      find: async () => (recentNode(process.versions.node) ? process.versions.node : undefined),
    },
    {
      name: 'sharp',
      purpose: 'every operation on pictures',
      packages: [],
      advice: 'run npm ci --include=optional: the binary for this machine is an optional package',
      find: findSharp,
    },
    {
      name: 'JPEG decoder',
      purpose: 'JPEGs made smaller in less time (without it libvips reads them all)',
      packages: [],
      advice: 'it needs a processor with SIMD (SSE 4.1 or NEON); where there is one, install Tintype anew',
      find: findDecoder,
    },
    {
      name: 'ffmpeg',
      purpose: 'frames out of videos (video/snapshot)',
      packages: ['ffmpeg'],
      advice: 'install ffmpeg with ffprobe and put both on the PATH',
      find: findFfmpeg,
    },
    font('WenQuanYi Zen Hei', 'fonts-wqy-zenhei', 'wqy-zenhei'),
    font('WenQuanYi Micro Hei', 'fonts-wqy-microhei', 'wqy-microhei'),
    font('Droid Sans Fallback', 'fonts-droid-fallback', 'droidsansfallback'),
    {
      name: 'prlimit',
      purpose: 'a hard memory ceiling for each worker (without it the server watches their memory itself)',
      packages: ['util-linux'],
      advice: 'install util-linux; only Linux has it',
      find: async (env) => (await firstLine('prlimit', ['--version'], env))?.replace(/^prlimit from /, ''),
    },
    {
      name: 'data directory',
      purpose: 'all that is stored',
      packages: [],
      advice: `give this user write access to ${data} and 1 GB of room, or choose another with --data`,
      find: () => findRoom(data),
    },
  ];
}

function font(name: string, packageName: string, fontName: FontName): Part {
  return {
    name,
    isFont: true,
    purpose: 'a Chinese face for text watermarks (without it a bundled face stands in)',
    packages: [packageName],
    advice: `put the font's file into ~/.local/share/fonts or /usr/local/share/fonts`,
    find: async (env) => systemFonts(env)[fontName],
  };
}

async function findSharp(): Promise<string | undefined> {
  try {
    const { default: sharp } = await import('sharp');
    const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'] as const;
    const readable = formats
      .filter((format) => sharp.format[format]?.input.buffer)
      .map((name) => (name === 'heif' ? 'avif' : name));
    return `${sharp.versions.sharp} with libvips ${sharp.versions.vips}: ${readable.join(' ')}`;
  } catch {
    return undefined;
  }
}

async function findDecoder(): Promise<string | undefined> {
  const { Decoder } = await import('../process/formats/reduced-jpeg/decoder.js');
  try {
    new Decoder();
    return 'WebAssembly with SIMD';
  } catch {
    return undefined;
  }
}

async function findFfmpeg(env: Terminal['env']): Promise<string | undefined> {
  const [ffmpeg, ffprobe] = await Promise.all(['ffmpeg', 'ffprobe'].map((name) => firstLine(name, ['-version'], env)));
  return ffprobe === undefined ? undefined : ffmpeg?.replace(/^ffmpeg version (\S+).*/, '$1 with ffprobe');
}

/** A directory that is not there yet is judged by the nearest one that is. */
async function findRoom(data: string): Promise<string | undefined> {
  const here = await nearestDirectory(data);
  try {
    await access(here, constants.W_OK);
    const probe = await mkdtemp(join(here, '.tintype-doctor-'));
    await rm(probe, { recursive: true });
    const { bavail, bsize } = await statfs(here);
    const free = `${Math.floor((bavail * bsize) / ROOM_WANTED).toLocaleString('en')} GB free`;
    if (bavail * bsize < ROOM_WANTED) return undefined;
    return here === data ? `${data}, ${free}` : `${data} will be made, ${free}`;
  } catch {
    return undefined;
  }
}

async function nearestDirectory(path: string): Promise<string> {
  const there = await stat(path).catch(() => undefined);
  return there !== undefined || dirname(path) === path ? path : nearestDirectory(dirname(path));
}

async function firstLine(program: string, args: readonly string[], env: Terminal['env']): Promise<string | undefined> {
  const text = await output(program, args, env);
  return text?.split('\n')[0]?.trim();
}

/** Undefined when the program is missing or fails. */
async function output(program: string, args: readonly string[], env: Terminal['env']): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      env: { ...env },
      timeout: 10_000,
      maxBuffer: 2 ** 24,
    });
    return stdout;
  } catch {
    return undefined;
  }
}
