/**
 * URL order: whatever Canvas joins in one pass of the engine must come out as if every verb had been drawn by a Canvas
 * of its own, to the pixel as long as pictures are opaque, within 8 levels where one is translucent on the way (sharp
 * multiplies colours by alpha once per pass, and rounds).
 */
import { expect } from 'vitest';
import type { VerbName } from '#src/process/canvas/verbs.js';
import { Canvas, type Raster } from '#src/process/canvas.js';
import { largestDifference, photo, sourceOf, translucent, withOrientation } from '../pictures.js';

type Draw = (canvas: Canvas) => void;

const mark = Canvas.of(translucent(23, 17, 60));
const badge = Canvas.of(photo(15, 31));

/**
 * Every verb of Canvas in one or more ways; one without a row does not compile (`npm run check`). Each can follow any
 * other, whatever the picture's size is by then. Only the encoder flattens.
 */
const WAYS: Readonly<Record<Exclude<VerbName, 'flatten'>, Readonly<Record<string, Draw>>>> = {
  resize: {
    smaller: (canvas) => canvas.resize(Math.ceil(canvas.width * 0.6), Math.ceil(canvas.height * 0.7)),
    larger: (canvas) => canvas.resize(Math.ceil(canvas.width * 1.2), Math.ceil(canvas.height * 1.3)),
  },
  crop: {
    crop: (canvas) => {
      canvas.crop({ left: 7, top: 3, width: Math.ceil(canvas.width * 0.6), height: Math.ceil(canvas.height * 0.7) });
    },
  },
  turn: { turn: (canvas) => canvas.turn(), quarter: (canvas) => canvas.rotate(90) },
  rotate: { tilt: (canvas) => canvas.rotate(25) },
  pad: {
    pad: (canvas) => {
      canvas.pad({ width: canvas.width + 9, height: canvas.height + 6, left: 4, top: 1, color: 'FF8000' });
    },
  },
  blur: { blur: (canvas) => canvas.blur(1.5, 3) },
  sharpen: { sharpen: (canvas) => canvas.sharpen(1) },
  linear: { linear: (canvas) => canvas.linear(1.2, -20) },
  overlay: {
    mark: (canvas) => canvas.overlay(mark, { left: 5, top: -4, opacity: 70 }),
    badge: (canvas) => canvas.overlay(badge, { left: canvas.width - 10, top: 3, opacity: 100 }),
    tiles: (canvas) => canvas.overlay(badge, { left: 3, top: -2, opacity: 40, every: { x: 20, y: 36 } }),
  },
  mask: { mask: (canvas) => canvas.mask(ramp(canvas)) },
};
const VERBS: Readonly<Record<string, Draw>> = Object.assign({}, ...Object.values(WAYS));
export const NAMES = Object.keys(VERBS);
const ADDS_ALPHA = ['tilt', 'mask'];

/** A picture between two verbs, with the orientation that `turn` has not applied yet. */
interface Step {
  readonly raster: Raster;
  readonly orientation: number;
}

/** What verbs are drawn on. */
export const KINDS = { opaque: photo, translucent } as const;

/** Which triples of verbs are drawn, by their places in NAMES. */
export type Wanted = (first: number, second: number, third: number) => boolean;

/** Draws every verb and pair that begins with `first`, and the triples that are wanted; gives those that differ. */
export async function differences(kind: keyof typeof KINDS, first: string, wanted: Wanted): Promise<readonly string[]> {
  const file = await withOrientation(KINDS[kind](60, 44), 7, 'png');
  const found: string[] = [];
  const check = async (names: readonly string[], before: Step): Promise<void> => {
    const apart = await alone(before, names.at(-1) ?? '');
    const difference = weightedDifference(await together(file, names), apart.raster);
    const exact = kind === 'opaque' && !names.slice(0, -1).some((name) => ADDS_ALPHA.includes(name));
    if (difference > (exact ? 0 : 8)) found.push(`${names.join(' > ')}: ${difference.toFixed(1)}`);
    await Promise.all(following(names, wanted).map((name) => check([...names, name], apart)));
  };
  const raster = await Canvas.open(sourceOf(file), { animated: false }).pixels();
  await check([first], { raster, orientation: 7 });
  return found;
}

function following(names: readonly string[], wanted: Wanted): readonly string[] {
  if (names.length === 1) return NAMES;
  if (names.length > 2) return [];
  const [first = 0, second = 0] = names.map((name) => NAMES.indexOf(name));
  return NAMES.filter((_, third) => wanted(first, second, third));
}

/** One Canvas draws everything. */
async function together(file: Buffer, names: readonly string[]): Promise<Raster> {
  const canvas = Canvas.open(sourceOf(file), { animated: false });
  for (const name of names) VERBS[name]?.(canvas);
  const raster = await canvas.pixels();
  expect([names, raster.width, raster.height]).toEqual([names, canvas.width, canvas.height]);
  return raster;
}

/** A Canvas for this verb alone. */
async function alone({ raster, orientation }: Step, name: string): Promise<Step> {
  const canvas = Canvas.of(raster, { orientation });
  VERBS[name]?.(canvas);
  return { raster: await canvas.pixels(), orientation: canvas.orientation };
}

/** The largest difference as it is seen: a colour counts as far as it is opaque. */
function weightedDifference(a: Raster, b: Raster): number {
  if (a.width === b.width && a.channels === b.channels && Buffer.compare(a.data, b.data) === 0) return 0;
  return largestDifference(weighted(a), weighted(b));
}

function weighted(raster: Raster): Raster {
  if (raster.channels === 3) return raster;
  const data = raster.data.map((value, at) => (at % 4 === 3 ? value : (value * (raster.data[at | 3] ?? 0)) / 255));
  return { ...raster, data };
}

/** Coverage from nothing at the top left to everything. */
function ramp({ width, height }: Canvas): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, at) => Math.min(255, 2 * (at % width) + 5 * ~~(at / width)));
}
