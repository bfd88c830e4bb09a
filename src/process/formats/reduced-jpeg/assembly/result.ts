/**
 * Planes to rows of the result. Each row of a plane is scaled across once, and kept as long as a row of the result may
 * need it; those are then scaled down, each plane of its own, so that chroma of half the size never becomes larger than
 * the result.
 */
import { across, PAIR } from './across';
import { NO_COLOUR, toRgb } from './colours';
import { down, STEP } from './down';
import { SCALED } from './memory';
import { componentCount, planesEnd, rowOf, rowsOf } from './planes';

/** Of a component, 32 bytes each: weights across, and how many for a sample. */
const STARTS: usize = 0;
const WEIGHTS: usize = 4;
const TAPS: usize = 8;
/** How many pairs of rows a row of the result takes, and what it takes of them: see down.ts. */
const PAIRS: usize = 12;
const STEPS: usize = 16;
/** Pairs of rows that are kept: how many, and where; the one that comes next takes the place of the oldest. */
const KEPT: usize = 20;
const RING: usize = 24;
/** Rows that were scaled across. */
const GATHERED: usize = 28;

function scaledAt(component: i32): usize {
  return SCALED + ((<usize>component) << 5);
}

/** Pixels of a row of the result, and rounded up to what is made at once. */
let width: usize = 0;
let room: usize = 0;
/** A row of the result: luma, chroma, and its pixels. */
let planes: usize = 0;
let pixels: usize = 0;
/** What is taken of the memory so far, or would be: of 64 bits, so that what is too much stays too much. */
let top: u64 = 0;

/** Nothing may be written there before layOut() has seen that it exists. */
function taken(bytes: usize): usize {
  const at = <usize>top;
  top += (<u64>bytes + 15) & ~15;
  return at;
}

/**
 * After begin(): room for a result of `columns` pixels in a row. For luma and for chroma: taps across, pairs of rows
 * down, and how many of them are kept. False: there is not enough memory.
 */
export function layOut(
  columns: i32,
  taps: i32,
  pairs: i32,
  kept: i32,
  chromaTaps: i32,
  chromaPairs: i32,
  chromaKept: i32,
): bool {
  width = <usize>columns;
  room = (width + 15) & ~15;
  top = (<u64>planesEnd() + 15) & ~15;
  setScaled(0, taps, pairs, kept);
  if (componentCount() > 1) {
    setScaled(1, chromaTaps, chromaPairs, chromaKept);
    memory.copy(scaledAt(2), scaledAt(1), 32);
    store<usize>(scaledAt(2) + RING, ringOf(chromaKept));
  }
  planes = taken(3 * 2 * room);
  pixels = taken(3 * room + 16);
  if (top > (<u64>memory.size()) << 16) return false;
  // The host's end with the row; what is made beyond may come from anywhere that exists.
  for (let i = 0; i < componentCount(); i++) memory.fill(acrossStarts(i), 0, room * 4);
  if (componentCount() === 1) fillGrey();
  return true;
}

/** Of a picture without colours. */
function fillGrey(): void {
  const none = i16x8.splat(<i16>NO_COLOUR);
  for (let at = planes + 2 * room; at < planes + 6 * room; at += 16) v128.store(at, none);
}

function setScaled(component: i32, taps: i32, pairs: i32, kept: i32): void {
  const scaled = scaledAt(component);
  store<usize>(scaled + STARTS, taken(room * 4));
  store<usize>(scaled + WEIGHTS, taken(room * <usize>taps * 2));
  store<i32>(scaled + TAPS, taps);
  store<i32>(scaled + PAIRS, pairs);
  store<usize>(scaled + STEPS, taken(<usize>pairs * STEP));
  store<i32>(scaled + KEPT, kept);
  store<usize>(scaled + RING, ringOf(kept));
  store<i32>(scaled + GATHERED, 0);
}

function ringOf(pairs: i32): usize {
  return taken(<usize>pairs * room * PAIR);
}

/** Where the host puts, for each sample of a row, the first one that it is made of, 32 bits; */
export function acrossStarts(component: i32): usize {
  return load<usize>(scaledAt(component) + STARTS);
}

/** its weights, 16 bits; */
export function acrossWeights(component: i32): usize {
  return load<usize>(scaledAt(component) + WEIGHTS);
}

/** and those of the row that is drawn next, two in 32 bits for each pair of rows, with 32 bits behind them that are ours. */
export function downWeights(component: i32): usize {
  return load<usize>(scaledAt(component) + STEPS);
}

/** Takes what decodeRow() has left in the planes. */
export function gather(): void {
  for (let i = 0; i < componentCount(); i++) {
    const scaled = scaledAt(i);
    const rows = rowsOf(i);
    const first = load<i32>(scaled + GATHERED);
    for (let y = 0; y < rows; y++) {
      across(
        rowOf(i, y),
        load<usize>(scaled + STARTS),
        load<usize>(scaled + WEIGHTS),
        <usize>load<i32>(scaled + TAPS),
        width,
        pairAt(scaled, (first + y) >> 1),
        ((first + y) & 1) === 1,
      );
    }
    store<i32>(scaled + GATHERED, first + rows);
  }
}

function pairAt(scaled: usize, pair: i32): usize {
  return load<usize>(scaled + RING) + <usize>(pair % load<i32>(scaled + KEPT)) * room * PAIR;
}

/** A row of the result, from these pairs of rows on: where its pixels lie, R, G and B each. */
export function draw(lumaPair: i32, chromaPair: i32): usize {
  for (let i = 0; i < componentCount(); i++) drawPlane(i, i === 0 ? lumaPair : chromaPair);
  toRgb(planes, planes + 2 * room, planes + 4 * room, pixels, width);
  return pixels;
}

function drawPlane(component: i32, first: i32): void {
  const scaled = scaledAt(component);
  const steps = load<usize>(scaled + STEPS);
  const pairs = load<i32>(scaled + PAIRS);
  for (let n = 0; n < pairs; n++) store<usize>(steps + <usize>n * STEP, pairAt(scaled, first + n), 4);
  down(steps, pairs, room, planes + <usize>(2 * component) * room);
}
