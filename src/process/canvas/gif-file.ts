/**
 * GIFs of GIFs. Scaling makes colours in between, which a GIF packs badly: a page of two colours at 0.9 of its size was
 * seven times as many bytes. So there are several ways to write one, from the best looking to the smallest. A palette of
 * the source's colours and a few shades of them is also the fastest.
 */
import { type Animation, decodingInto, drawing, mismatch, opened } from '../formats/decode.js';
import { encoded, type Hints } from '../formats/encode.js';
import { UsedColours } from '../formats/gif-palette.js';
import { GifWriter } from '../formats/gif-writer.js';
import type { Size } from '../geometry.js';
import type { Output } from '../output.js';
import type { Source } from '../source.js';
import { drawnFrames, GROUP_PIXELS } from './frames.js';
import { tidied } from './order.js';
import { type Frame, rasterFrom, stripOf } from './strip.js';
import { keepsColours, type Verb } from './verbs.js';

/** A GIF with fewer pixels than the one it came from may have up to this times its bytes. */
const TOLERABLE_GROWTH = 1.2;
/** For each colour of the source so many in the palette, shades among them. */
const SHADES = 4;
const LEAST_COLOURS = 32;
const MOST_COLOURS = 256;

/** Levels between two colours that may pass for one, where bytes count. */
const TOLERANCE = 8;

/** How to write it. */
interface Way extends Pick<Hints, 'sparing' | 'colours'> {
  /** The palette that all frames share; absent: one is chosen for each. */
  readonly palette?: Uint8Array;
  /** Scaled without colours in between. */
  readonly nearest?: boolean;
}

const NEW_COLOURS_WAYS: readonly Way[] = [
  {},
  { sparing: true },
  { sparing: true, colours: 32 },
  { sparing: true, colours: 8 },
];

const GIF: Output = { format: 'gif', interlace: false, animated: true };

/**
 * A GIF of a GIF's first frames, `size` each after these verbs. `times`: absent for a still picture.
 * @throws OssError 400 for a damaged file
 */
export async function gifFile(
  source: Source,
  { frames: count, ...times }: Pick<Animation, 'frames'> & Partial<Animation>,
  verbs: readonly Verb[],
  size: Size,
): Promise<Buffer> {
  const cut = await cutFile(source, { frames: count, ...times }, verbs);
  if (cut && cut.length <= mostBytes(size, source)) return cut;
  const used = new UsedColours();
  const keeps = keepsColours(verbs);
  const frames = await drawnFrames(source, count, verbs, size, (frame, before) => {
    if (keeps) used.add(frame, before);
  });
  const write = async ({ palette, nearest, ...way }: Way): Promise<Buffer> => {
    const drawn = nearest ? await drawnFrames(source, count, withoutShades(verbs), size) : frames;
    if (palette) return written(drawn, { ...size, ...times, ...way, palette });
    return drawing(async () => (await encoded(await stripOf(drawn), GIF, { ...way, ...times, palette: 'new' })).data);
  };
  const ways = keeps ? ownColoursWays(used, verbs, count > 1) : NEW_COLOURS_WAYS;
  return smallEnough(ways, write, mostBytes(size, source));
}

/** What is only cropped, or nothing at all, needs no frame by itself: no pixel of one frame can get into another. */
async function cutFile(
  source: Source,
  { frames: count, ...times }: Pick<Animation, 'frames'> & Partial<Animation>,
  verbs: readonly Verb[],
): Promise<Buffer | undefined> {
  const [crop, ...others] = tidied(verbs, source.facts);
  if (others.length > 0 || (crop && crop.verb !== 'crop')) return undefined;
  if (count * source.facts.width * source.facts.height > GROUP_PIXELS) return undefined;
  const strip = async () => {
    const image = await opened(source, { first: 0, count });
    return crop ? image.extract({ left: crop.left, top: crop.top, width: crop.width, height: crop.height }) : image;
  };
  const write = async () => encoded(await strip(), GIF, { ...times, palette: 'source' });
  const { data, info } = await decodingInto(write, async () => (await strip()).raw().toBuffer());
  const { width, height } = crop ?? source.facts;
  if (info.width !== width || info.height % height !== 0) throw mismatch();
  return data;
}

interface Writing extends Size, Partial<Animation> {
  readonly palette: Uint8Array;
  readonly sparing?: boolean;
}

async function written(frames: readonly Frame[], { delay = [], sparing, ...settings }: Writing): Promise<Buffer> {
  // Packed frames may have holes or not.
  const holes = frames.some((frame) => Buffer.isBuffer(frame) || frame.channels === 4);
  const writer = new GifWriter({ ...settings, holes, tolerance: sparing ? TOLERANCE : 0 });
  for (const [index, frame] of frames.entries()) writer.add(await rasterFrom(frame), delay[index]);
  return writer.end();
}

/** The first one of at most that many bytes, else the smallest. */
async function smallEnough(ways: readonly Way[], write: (way: Way) => Promise<Buffer>, most: number): Promise<Buffer> {
  let smallest: Buffer | undefined;
  for (const way of ways) {
    const file = await write(way);
    if (smallest === undefined || file.length < smallest.length) smallest = file;
    if (file.length <= most) return file;
  }
  if (smallest === undefined) throw new Error('there is always a way');
  return smallest;
}

function ownColoursWays(used: UsedColours, verbs: readonly Verb[], moves: boolean): readonly Way[] {
  const { count } = used;
  if (count === undefined) return NEW_COLOURS_WAYS;
  const palette = used.palette(count);
  // Sparing is to draw less of what comes next: it changes no byte of a still picture.
  const sparing: Way[] = moves ? [{ palette, sparing: true }] : [];
  const own: Way[] = [{ palette }, ...sparing, { palette, sparing: true, nearest: true }];
  if (!verbs.some(({ verb }) => verb === 'resize')) return own;
  const wanted = Math.min(MOST_COLOURS, Math.max(LEAST_COLOURS, SHADES * count));
  // What is not drawn again has an index too, which would cost all others a bit.
  const shaded = used.palette(Math.max(count, Number.isInteger(Math.log2(wanted)) ? wanted - 1 : wanted));
  return shaded.length > palette.length ? [{ palette: shaded }, ...own] : own;
}

function mostBytes(size: Size, { facts, fileSize }: Source): number {
  const smaller = size.width * size.height < facts.width * facts.height;
  return smaller ? fileSize * TOLERABLE_GROWTH : Number.POSITIVE_INFINITY;
}

function withoutShades(verbs: readonly Verb[]): Verb[] {
  return verbs.map((verb) => (verb.verb === 'resize' ? { ...verb, nearest: true } : verb));
}
