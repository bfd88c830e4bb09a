/**
 * Which font file draws each of the guide's names on this machine, and which ones help out where it lacks a glyph. Decided
 * once, at the start, so that all workers draw alike and a changed font changes the ETags. Source: behaviour D43.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import { emoji, kai, sans, scripts, serif } from './bundled.js';
import { fullName } from './face-name.js';
import { FontError, readFont } from './font-file.js';
import { FONT_NAMES, type FontName } from './fonts.js';

export { FontError } from './font-file.js';

export interface Face {
  /** Absolute. */
  readonly path: string;
  /** What it calls itself. */
  readonly title: string;
  readonly digest: string;
  readonly origin: Origin;
}

/** Where a face comes from: the operator's fonts directory, the system's packages, or npm as a stand-in. */
export type Origin = 'configured' | 'system' | 'bundled';

export interface Faces {
  readonly named: Readonly<Record<FontName, Face>>;
  /** In the order in which they are asked for a glyph that the named face lacks. */
  readonly fallbacks: readonly Face[];
  /** In colour. */
  readonly emoji: readonly Face[];
}

export interface FaceSettings {
  /** The operator's fonts directory; need not exist. */
  readonly directory?: string;
  /** Files for names, relative to that directory. */
  readonly files?: Readonly<Partial<Record<FontName, string>>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The real faces of three names, as Debian's packages call their files. */
const SYSTEM_FILES: Readonly<Partial<Record<FontName, RegExp>>> = {
  'wqy-zenhei': /^wqy-zenhei\.ttc$/i,
  'wqy-microhei': /^wqy-microhei\.ttc$/i,
  droidsansfallback: /^DroidSansFallback(Full)?\.ttf$/i,
};

/** Different weights, so that names still differ where nothing is installed. The four of Founder are not free. */
const STAND_INS: Readonly<Record<FontName, () => string>> = {
  'wqy-zenhei': () => sans('Regular'),
  'wqy-microhei': () => sans('DemiLight'),
  fangzhengshusong: () => serif('400Regular'),
  fangzhengkaiti: kai,
  fangzhengheiti: () => sans('Medium'),
  fangzhengfangsong: () => serif('300Light'),
  droidsansfallback: () => sans('Light'),
};

const FONT_FILE = /\.(ttf|otf|ttc|otc|woff2?)$/i;

/** @throws FontError naming a file of `settings.files` that cannot serve, or a package of npm that is not there */
export function findFaces(settings: FaceSettings = {}, env: Environment = process.env): Faces {
  const own = ownFaces(settings);
  const system = systemFonts(env);
  const named = (name: FontName): Face =>
    own.named[name] ?? faceOf(system[name], 'system') ?? bundled(STAND_INS[name]());
  const faces = Object.fromEntries(FONT_NAMES.map((name) => [name, named(name)])) as Record<FontName, Face>;
  const installed = FONT_NAMES.map((name) => faceOf(system[name], 'system')).filter((face) => face !== undefined);
  const common = [...installed, bundled(scripts()), bundled(kai()), bundled(serif('400Regular'))];
  return {
    named: faces,
    fallbacks: distinct([...own.unnamed, bundled(sans('Regular')), ...common]),
    emoji: emoji().map((path) => readFace(path, 'bundled', 'Noto Color Emoji')),
  };
}

/** All files that are read for them. */
export function filesOf(faces: Faces): readonly string[] {
  return allOf(faces).map(({ path }) => path);
}

function allOf({ named, fallbacks, emoji: coloured }: Faces): readonly Face[] {
  return [...FONT_NAMES.map((name) => named[name]), ...fallbacks, ...coloured];
}

/** Changes whenever some text may be drawn differently. */
export function facesDigest(faces: Faces): string {
  const parts = allOf(faces).map(({ digest }) => digest);
  return createHash('sha1').update(parts.join()).digest('hex').slice(0, 12);
}

/** A file called like a name serves it; `files` overrules that. The others only help out. */
function ownFaces({ directory, files = {} }: FaceSettings) {
  const paths = directory === undefined ? [] : fontFiles(directory);
  const named: Partial<Record<FontName, Face>> = {};
  for (const name of FONT_NAMES) {
    const file = files[name];
    const like = paths.find((path) => basename(path, extname(path)).toLowerCase() === name);
    const face = file === undefined ? faceOf(like, 'configured') : configured(name, resolve(directory ?? '', file));
    if (face) named[name] = face;
  }
  const taken = Object.values(named).map(({ path }) => path);
  const others = paths.filter((path) => !taken.includes(path));
  return { named, unnamed: others.map((path) => faceOf(path, 'configured')).filter((face) => face !== undefined) };
}

function configured(name: FontName, path: string): Face {
  try {
    return readFace(path, 'configured');
  } catch (error) {
    const reason = error instanceof FontError ? error.message : `cannot be read (${codeOf(error)})`;
    throw new FontError(`${name}=${path}: the file ${reason}`);
  }
}

/** The path of the system's font file for each name that has one. */
export function systemFonts(env: Environment): Readonly<Partial<Record<FontName, string>>> {
  const paths = fontDirectories(env).flatMap(fontFiles);
  const found = Object.entries(SYSTEM_FILES).map(([name, file]) => [
    name,
    paths.find((path) => file.test(basename(path))),
  ]);
  return Object.fromEntries(found.filter(([, path]) => path !== undefined));
}

/** Where fontconfig looks by default (XDG Base Directory Specification). */
function fontDirectories(env: Environment): readonly string[] {
  const home = env.XDG_DATA_HOME || join(env.HOME || homeOfUser(), '.local/share');
  const shared = (env.XDG_DATA_DIRS || '/usr/local/share:/usr/share').split(':').filter((path) => path !== '');
  return [home, ...shared].map((path) => join(path, 'fonts'));
}

/** A user whom the system does not know, as containers have them, has none. */
function homeOfUser(): string {
  try {
    return homedir();
  } catch {
    return '/';
  }
}

/** In the order of their names, with all directories below. A directory that cannot be read has none. */
function fontFiles(directory: string): readonly string[] {
  try {
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => FONT_FILE.test(name))
      .sort()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

function bundled(path: string): Face {
  return readFace(path, 'bundled');
}

/** undefined for a file that cannot serve: something else then does. */
function faceOf(path: string | undefined, origin: Origin): Face | undefined {
  try {
    return path === undefined ? undefined : readFace(path, origin);
  } catch {
    return undefined;
  }
}

function readFace(path: string, origin: Origin, title?: string): Face {
  const { digest, table } = readFont(path, title === undefined ? ['name'] : []);
  return { path, title: title ?? fullName(table('name')) ?? basename(path), digest, origin };
}

function distinct(faces: readonly Face[]): readonly Face[] {
  return faces.filter((face, index) => faces.findIndex(({ path }) => path === face.path) === index);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
