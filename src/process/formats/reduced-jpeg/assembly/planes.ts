/**
 * Units (of one block of each component, or of two or four of the first) to planes of samples, a row of units at a time.
 * A component of half the width and height may have twice as many samples taken from its blocks, so that it comes out in
 * the size of the others.
 */

import { NO_NUMBER, readAc, readDc, skipAc } from './blocks';
import { lastRead, placesOf } from './coefficients';
import { BLOCK_SIZE, BLOCKS, BLOCKS_SIZE, COMPONENTS, FACTORS, LAST_OF, QUANTISATION } from './memory';
import { ready, restart, rewind, within } from './stream';
import { TABLES_END } from './tables';
import { clear, flat, transform } from './transforms';

/** The samples of a row of units, component by component. */
const PLANES: usize = TABLES_END;

/**
 * Eight bits per channel need 1024 and what rounding adds to it. What is beyond 4091 libjpeg lets wrap, each of its
 * transforms at another number, so that it is left to libjpeg.
 */
const MOST_DC: i32 = 4091;

/** Of a component, 32 bytes each. */
const DC_TABLE: usize = 0;
const AC_TABLE: usize = 4;
/** Blocks of a unit, across and down. */
const ACROSS: usize = 8;
const DOWN: usize = 12;
/** Samples of a block, in a row. */
const SAMPLES: usize = 16;
const PLANE: usize = 20;
const PREDICTION: usize = 24;

function componentAt(component: i32): usize {
  return COMPONENTS + ((<usize>component) << 5);
}

let components: i32 = 0;
let unitsAcross: i32 = 0;
/** Bytes of a row of every plane, and of a plane. */
let stride: usize = 0;
let planeSize: usize = 0;

/** Units between two restart markers; 0: there are none. */
let interval: i32 = 0;
let untilRestart: i32 = 0;
let restarts: i32 = 0;
let unit: i32 = 0;

/**
 * A picture whose first component has `across` x `down` blocks in a unit: 1 x 1, 2 x 1 or 2 x 2. `eighths`: 1, 2 or 4
 * samples in a row of each of its blocks; `chroma`: of those of the others, as many or twice as many; `width`: pixels of
 * the whole picture.
 */
export function begin(
  count: i32,
  across: i32,
  down: i32,
  width: i32,
  eighths: i32,
  chroma: i32,
  restartInterval: i32,
): void {
  components = count;
  unitsAcross = (width + 8 * across - 1) / (8 * across);
  // Whoever writes eight samples at once may write over the end.
  stride = <usize>(unitsAcross * across * eighths + 16);
  planeSize = stride * <usize>(down * eighths);
  interval = restartInterval;
  untilRestart = restartInterval;
  restarts = 0;
  unit = 0;
  for (let i = 0; i < count; i++) {
    store<i32>(componentAt(i) + ACROSS, i === 0 ? across : 1);
    store<i32>(componentAt(i) + DOWN, i === 0 ? down : 1);
    store<i32>(componentAt(i) + SAMPLES, i === 0 ? eighths : chroma);
    store<usize>(componentAt(i) + PLANE, PLANES + <usize>i * planeSize);
    store<i32>(componentAt(i) + PREDICTION, 0);
  }
  memory.fill(BLOCKS, 0, BLOCKS_SIZE);
  rewind();
}

export function setComponent(index: i32, dcTable: i32, acTable: i32, quantisation: i32): void {
  store<i32>(componentAt(index) + DC_TABLE, dcTable);
  store<i32>(componentAt(index) + AC_TABLE, acTable);
  const size = load<i32>(componentAt(index) + SAMPLES);
  const factors = QUANTISATION + ((<usize>quantisation) << 6);
  memory.fill(factorsOf(index), 0, BLOCK_SIZE);
  store<u16>(factorsOf(index), load<u8>(factors));
  for (let k = lastRead(size); k > 0; k--) {
    store<u16>(factorsOf(index) + load<u8>(placesOf(size) + k), load<u8>(factors + k));
  }
}

/** As the coefficients lie in a block. */
function factorsOf(component: i32): usize {
  return FACTORS + <usize>component * BLOCK_SIZE;
}

/** A row of units: 0 it is in the planes, 1 after more of the file, 2 the file is damaged. */
export function decodeRow(): i32 {
  for (; unit < unitsAcross; unit++) {
    const state = ready();
    if (state !== 0) return state;
    if (interval !== 0) {
      if (untilRestart === 0) {
        if (!restart(restarts++)) return 2;
        for (let i = 0; i < components; i++) store<i32>(componentAt(i) + PREDICTION, 0);
        untilRestart = interval;
        const again = ready();
        if (again !== 0) return again;
      }
      untilRestart--;
    }
    if (!readUnit() || !within()) return 2;
    if (!drawUnit()) return 2;
  }
  unit = 0;
  return 0;
}

/** Every block of the unit: its coefficients, and which is the last one; of those of one sample only the first counts. */
function readUnit(): bool {
  let block = BLOCKS;
  let last = LAST_OF;
  for (let i = 0; i < components; i++) {
    const component = componentAt(i);
    const blocks = load<i32>(component + ACROSS) * load<i32>(component + DOWN);
    const acTable = load<i32>(component + AC_TABLE);
    const size = load<i32>(component + SAMPLES);
    const most = lastRead(size);
    const places = placesOf(size);
    const factor: i32 = load<u16>(factorsOf(i));
    let dc = load<i32>(component + PREDICTION);
    for (let n = 0; n < blocks; n++) {
      const difference = readDc(load<i32>(component + DC_TABLE));
      if (difference === NO_NUMBER) return false;
      dc += difference;
      if (abs(dc * factor) > MOST_DC) return false;
      if (size === 1) {
        if (!skipAc(acTable, 1)) return false;
      } else {
        const k = readAc(acTable, most, places, block);
        if (k < 0) return false;
        store<u8>(last, <u8>k);
      }
      store<i16>(block, <i16>dc);
      block += BLOCK_SIZE;
      last++;
    }
    store<i32>(component + PREDICTION, dc);
  }
  return true;
}

/** False: of numbers that no picture has. */
function drawUnit(): bool {
  let block = BLOCKS;
  let last = LAST_OF;
  for (let i = 0; i < components; i++) {
    const component = componentAt(i);
    const across = load<i32>(component + ACROSS);
    const down = load<i32>(component + DOWN);
    const size = load<i32>(component + SAMPLES);
    const factors = factorsOf(i);
    const plane = load<usize>(component + PLANE) + <usize>(unit * across * size);
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) {
        const to = plane + <usize>(y * size) * stride + <usize>(x * size);
        if (size === 1) {
          store<u8>(to, flat(load<i16>(block) * load<i16>(factors)));
        } else if (load<u8>(last) === 0) {
          fillSquare(to, size, flat(load<i16>(block) * load<i16>(factors)));
        } else {
          if (!transform(block, load<u8>(last), factors, size, to, stride)) return false;
          clear(block, size);
        }
        block += BLOCK_SIZE;
        last++;
      }
    }
  }
  return true;
}

function fillSquare(to: usize, size: i32, level: u8): void {
  const levels = i8x16.splat(level);
  for (let y: usize = 0; y < <usize>size; y++) {
    if (size === 2) v128.store16_lane(to + y * stride, levels, 0);
    else if (size === 4) v128.store32_lane(to + y * stride, levels, 0);
    else v128.store64_lane(to + y * stride, levels, 0);
  }
}

/** Row `y` of what decodeRow() left of a component. */
export function rowOf(component: i32, y: i32): usize {
  return load<usize>(componentAt(component) + PLANE) + <usize>y * stride;
}

/** How many there are. */
export function rowsOf(component: i32): i32 {
  return load<i32>(componentAt(component) + DOWN) * load<i32>(componentAt(component) + SAMPLES);
}

export function componentCount(): i32 {
  return components;
}

/** Behind the planes: memory for what comes of them (result.ts). */
export function planesEnd(): usize {
  return PLANES + <usize>components * planeSize;
}
