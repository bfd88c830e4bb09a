/**
 * GIFs of GIFs. Scaling makes colours in between, which a GIF packs badly: a page of two colours at 0.9 of its size was
 * seven times as many bytes. So there are several ways to write one, from the best looking to the smallest.
 */
import type { Sharp } from 'sharp';
import { type Animation, drawing } from '../formats/decode.js';
import { encoded, type Hints } from '../formats/encode.js';
import { paletteCarrier, UsedColours } from '../formats/gif-palette.js';
import type { Size } from '../geometry.js';
import type { Output } from '../output.js';
import type { Source } from '../source.js';
import { drawnFrames, type Frame, joined, packed, stripOf } from './animation.js';
import { keepsColours, type Verb } from './verbs.js';

/** A GIF with fewer pixels than the one it came from may have up to this times its bytes. */
const TOLERABLE_GROWTH = 1.2;
/** With fewer colours than these, edges look better in new ones; with more there is one at hand for every shade. */
const MANY_COLOURS = 64;

/** How to write it. `palette` 'source': in the colours that the frames had. */
interface Way extends Pick<Hints, 'palette' | 'sparing' | 'colours'> {
  /** Scaled without colours in between. */
  readonly nearest?: boolean;
}

const OWN_COLOURS_WAYS: readonly Way[] = [
  { palette: 'source' },
  { palette: 'source', sparing: true },
  { palette: 'source', sparing: true, nearest: true },
];
const NEW_COLOURS_WAYS: readonly Way[] = [
  { palette: 'new' },
  { palette: 'new', sparing: true },
  { palette: 'new', sparing: true, colours: 32 },
  { palette: 'new', sparing: true, colours: 8 },
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
  const used = new UsedColours();
  const keeps = keepsColours(verbs);
  const frames = await drawnFrames(source, count, verbs, size, ({ data, channels }) => {
    if (keeps) used.add(data, channels);
  });
  const palette = keeps ? used.palette : undefined;
  const write = async ({ nearest, ...way }: Way): Promise<Buffer> => {
    const drawn = nearest ? await drawnFrames(source, count, withoutShades(verbs), size) : frames;
    return drawing(async () => {
      const strip = palette && way.palette === 'source' ? stripWith(palette, drawn, size) : stripOf(drawn);
      return (await encoded(await strip, GIF, { ...way, ...times })).data;
    });
  };
  return smallEnough(waysFor(palette, verbs), write, mostBytes(size, source));
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

function waysFor(palette: Uint8Array | undefined, verbs: readonly Verb[]): readonly Way[] {
  if (!palette) return NEW_COLOURS_WAYS;
  const colours = palette.length / 3;
  if (colours >= MANY_COLOURS || !verbs.some(({ verb }) => verb === 'resize')) return OWN_COLOURS_WAYS;
  // Shades between two neighbours, but not more than needed: a table of 256 colours alone has 768 bytes.
  const shades = Math.max(16, 2 * colours);
  return [
    { palette: 'new', colours: 2 * shades },
    { palette: 'new', colours: shades, sparing: true },
    ...OWN_COLOURS_WAYS,
  ];
}

function mostBytes(size: Size, { facts, fileSize }: Source): number {
  const smaller = size.width * size.height < facts.width * facts.height;
  return smaller ? fileSize * TOLERABLE_GROWTH : Number.POSITIVE_INFINITY;
}

function withoutShades(verbs: readonly Verb[]): Verb[] {
  return verbs.map((verb) => (verb.verb === 'resize' ? { ...verb, nearest: true } : verb));
}

async function stripWith(palette: Uint8Array, frames: readonly Frame[], { width, height }: Size): Promise<Sharp> {
  const strip = joined([paletteCarrier(palette, width, height), ...(await Promise.all(frames.map(packed)))]);
  return strip.extract({ left: 0, top: height, width, height: height * frames.length });
}
