/**
 * From verbs in URL order to stages: what one sharp instance can draw at once. sharp draws in an order of its own,
 * whatever order its methods are called in, and keeps one of each; a verb joins the stage only if sharp would draw it
 * after everything that is already in it. Otherwise the stage is rendered to pixels, and a new one begins from them.
 */
import type { Format } from '../formats/facts.js';
import type { Size } from '../geometry.js';
import { opening, tidied } from './order.js';
import { type EngineVerb, isPixelVerb, type PixelVerb, sizeAfter, type Verb } from './verbs.js';

/** What the first stage starts from: pixels, or a file that its decoder must read. */
export interface Start extends Size {
  readonly encoded?: { readonly format: Format /** Of 8 bits per channel. */; readonly plain: boolean };
}

/** One sharp instance: verbs in the order of their places. `size` is that before the first verb. */
export interface EngineStage {
  readonly kind: 'engine';
  readonly size: Size;
  readonly verbs: readonly EngineVerb[];
}

/** One verb drawn on pixels in memory. */
export interface PixelStage {
  readonly kind: 'pixels';
  readonly size: Size;
  readonly verb: PixelVerb;
}

export type Stage = EngineStage | PixelStage;

/**
 * Where sharp draws a verb, in its order (node_modules/sharp/src/pipeline.cc): turn and rotate before the crop, crop,
 * flatten, resize, turn, crop, extend, blur, convolve, recomb, linear. A second number is a second place.
 * - rotate is never joined behind a resize, but on white: sharp would not multiply the new alpha into the colours, and
 *   dark seams would come of every later filter.
 * - sharpen ends its stage like linear does: sharp's convolution leaves fractions and values beyond 255, which only
 *   the end of the pipeline cuts off.
 */
const PLACES: Readonly<Record<EngineVerb['verb'], readonly number[]>> = {
  rotate: [0],
  turn: [0, 4],
  crop: [1, 5],
  flatten: [2],
  resize: [3],
  pad: [6],
  blur: [7],
  sharpen: [8],
  linear: [8],
};

const ROTATE_ON_WHITE: readonly number[] = [0, 4.5];

/** What may join the decoder, whose pixels may be grey, CMYK or of 16 bits: pad would turn its colour grey there. */
const JOINS_ANY_DECODER: ReadonlySet<string> = new Set(['turn', 'crop', 'flatten', 'resize']);
/**
 * At 8 bits also these; linear would add levels of 255 to levels of 65535. A verb that is in neither list draws the
 * same, but only once all pixels are in memory, which costs more.
 */
const JOINS_PLAIN_DECODER: ReadonlySet<string> = new Set([
  ...JOINS_ANY_DECODER,
  'rotate on white',
  'blur',
  'sharpen',
  'linear',
]);

/** The stages that draw these verbs; from a file, the first one is its decoder's and may hold no verb. */
export function stagesOf(verbs: readonly Verb[], start: Start): Stage[] {
  const ordered = start.encoded ? opening(tidied(verbs, start), start, start.encoded.format) : tidied(verbs, start);
  const stages: Stage[] = [];
  let size: Size = start;
  let open: OpenStage | undefined = start.encoded && new OpenStage(size, decoderJoins(start.encoded));
  const close = () => {
    if (open) stages.push(open.stage);
    open = undefined;
  };
  for (const verb of ordered) {
    if (isPixelVerb(verb)) {
      close();
      stages.push({ kind: 'pixels', size, verb });
    } else {
      if (!open?.take(verb)) {
        close();
        open = new OpenStage(size);
        open.take(verb);
      }
    }
    size = sizeAfter(verb, size);
  }
  close();
  return stages;
}

function decoderJoins({ plain }: NonNullable<Start['encoded']>): ReadonlySet<string> {
  return plain ? JOINS_PLAIN_DECODER : JOINS_ANY_DECODER;
}

class OpenStage {
  readonly #size: Size;
  readonly #joins: ReadonlySet<string> | undefined;
  readonly #verbs: EngineVerb[] = [];
  #reached = -1;

  constructor(size: Size, joins?: ReadonlySet<string>) {
    this.#size = size;
    this.#joins = joins;
  }

  /** False: the verb must begin a new stage. */
  take(verb: EngineVerb): boolean {
    if (this.#joins && !this.#joins.has(nameOf(verb))) return false;
    if (isTurning(verb) && this.#verbs.some(isTurning)) return false; // sharp keeps one turn of either kind
    const place = placesOf(verb).find((each) => each > this.#reached);
    if (place === undefined) return false;
    this.#reached = place;
    this.#verbs.push(verb);
    return true;
  }

  get stage(): EngineStage {
    return { kind: 'engine', size: this.#size, verbs: this.#verbs };
  }
}

function nameOf(verb: EngineVerb): string {
  return verb.verb === 'rotate' && verb.onWhite ? 'rotate on white' : verb.verb;
}

function placesOf(verb: EngineVerb): readonly number[] {
  return verb.verb === 'rotate' && verb.onWhite ? ROTATE_ON_WHITE : PLACES[verb.verb];
}

function isTurning({ verb }: EngineVerb): boolean {
  return verb === 'turn' || verb === 'rotate';
}
