/** Rewrites of a list of verbs that draw the same and cost less. Every one is exact to the pixel but where it says so. */
import type { Format } from '../formats/facts.js';
import { jpegScaling, webpDetour } from '../formats/shrink-on-load.js';
import { orientedSize, type Rect, type Size } from '../geometry.js';
import { combined, inverseOf, turnedRect } from './turns.js';
import { addsAlpha, sizeAfter, type Verb, type VerbName } from './verbs.js';

/** Above this a turn waits until the picture is smaller: turning 12 megapixels costs as much as decoding them. */
const MANY_PIXELS = 1_000_000;

/**
 * For a result without alpha: what is transparent at the end lies on white. Corners that a rotation makes are white from
 * the start if nothing can tell the difference, which spares the picture a fourth channel. `alpha`: it has one already.
 * Exact but for rounding, and for what a later Lanczos makes ring at their edges.
 */
export function onWhite(verbs: readonly Verb[], alpha: boolean): Verb[] {
  const from = verbs.findLastIndex(({ verb }) => !LEAVES_WHITE.has(verb)) + 1;
  if (alpha || verbs.slice(0, from).some(addsAlpha)) return [...verbs, { verb: 'flatten' }];
  return verbs.map((verb) => (verb.verb === 'rotate' ? { ...verb, onWhite: true } : verb));
}

/** Verbs to which a picture on white is the same as one that will lie on white. */
const LEAVES_WHITE: ReadonlySet<VerbName> = new Set(['resize', 'crop', 'turn', 'rotate', 'pad', 'blur', 'overlay']);

/** Any run of turns and crops becomes at most one turn and, behind it, one crop. */
export function tidied(verbs: readonly Verb[], start: Size): Verb[] {
  const result: Verb[] = [];
  let run = new Run(start);
  for (const verb of verbs) {
    if (verb.verb === 'turn') run.turn(verb.orientation);
    else if (verb.verb === 'crop') run.crop(verb);
    else {
      result.push(...run.verbs, verb);
      run = new Run(sizeAfter(verb, run.size));
    }
  }
  return [...result, ...run.verbs];
}

/** A turn, then a crop of the turned picture. */
class Run {
  readonly #start: Size;
  #orientation = 1;
  #crop: Rect | undefined;

  constructor(start: Size) {
    this.#start = start;
  }

  get size(): Size {
    return this.#crop ?? this.#turnedSize;
  }

  get #turnedSize(): Size {
    return orientedSize(this.#start, this.#orientation);
  }

  turn(orientation: number): void {
    if (this.#crop) this.#crop = turnedRect(this.#crop, this.#turnedSize, orientation);
    this.#orientation = combined(this.#orientation, orientation);
  }

  crop({ left, top, width, height }: Rect): void {
    this.#crop = { left: (this.#crop?.left ?? 0) + left, top: (this.#crop?.top ?? 0) + top, width, height };
  }

  get verbs(): Verb[] {
    const verbs: Verb[] = [];
    if (this.#orientation !== 1) verbs.push({ verb: 'turn', orientation: this.#orientation });
    if (this.#crop) verbs.push({ verb: 'crop', ...this.#crop });
    return verbs;
  }
}

/**
 * The first verbs of a picture that is still in its file, tidied before: turn, crop and resize, as far as they are
 * there, in the order that lets the decoder skip most.
 */
export function opening(verbs: readonly Verb[], size: Size, format: Format): Verb[] {
  const rest = [...verbs];
  const turn = rest[0]?.verb === 'turn' ? rest[0] : undefined;
  if (turn) rest.shift();
  const crop = rest[0]?.verb === 'crop' ? rest[0] : undefined;
  if (crop) rest.shift();
  const resize = rest[0]?.verb === 'resize' ? rest[0] : undefined;
  if (resize) rest.shift();

  const late = turn !== undefined && turnsLate(size, crop, resize);
  const lead: Verb[] = [];
  if (turn && !late) lead.push(turn);
  if (crop) lead.push(late ? { verb: 'crop', ...uncropped(crop, size, turn.orientation) } : crop);
  if (resize) {
    const target = late ? orientedSize(resize, turn.orientation) : { width: resize.width, height: resize.height };
    // The decoder can help only with the whole picture as it is stored.
    lead.push(...(lead.length === 0 ? scaled(size, target, format) : [{ verb: 'resize', ...target } as const]));
  }
  if (turn && late) lead.push(turn);
  return [...lead, ...rest];
}

function scaled(size: Size, target: Size, format: Format): Verb[] {
  if (format === 'jpg') return [{ verb: 'resize', ...target, ...jpegScaling(size, target) }];
  const detour = format === 'webp' ? webpDetour(size, target) : undefined;
  if (!detour) return [{ verb: 'resize', ...target, shrink: 'none' }];
  return [
    { verb: 'resize', ...detour, shrink: 'most' },
    { verb: 'resize', ...target },
  ];
}

/**
 * Behind a crop the turn is exact at either place. Behind a reduction it is within the rounding of a few levels, since
 * libvips scales columns before rows; a small picture is therefore turned first.
 */
function turnsLate(size: Size, crop: Rect | undefined, resize: Size | undefined): boolean {
  if (!resize) return true;
  const kept = crop ?? size;
  return size.width * size.height >= MANY_PIXELS && resize.width * resize.height < kept.width * kept.height;
}

/** The crop of the turned picture, in the picture as it is stored. */
function uncropped(crop: Rect, size: Size, orientation: number): Rect {
  return turnedRect(crop, orientedSize(size, orientation), inverseOf(orientation));
}
