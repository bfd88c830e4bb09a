/**
 * To the bit what libjpeg makes of a file at 1/2, 1/4 and 1/8 if its finest patterns are taken out before; or nothing at
 * all: then libjpeg is asked.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OssError } from '#src/errors.js';
import { factsOfBytes } from '#src/process/formats/facts.js';
import { reducedJpeg } from '#src/process/formats/reduced-jpeg/reduced-jpeg.js';
import { cmykJpeg, drawing, greyJpeg, jpeg, noisy, photo, sharpOf } from '../../../pictures.js';
import { bothWays, DIVISORS, type Divisor, ours } from './both-ways.js';
import { type Block, jpegOf, type Shape } from './encoder.js';

async function expectTheSame(file: Buffer, divisors: readonly Divisor[] = DIVISORS) {
  for (const divisor of divisors) {
    const both = await bothWays(file, divisor);
    expect(both?.found.length).toBeGreaterThan(0);
    expect(both && Buffer.compare(both.found, both.expected), `1/${divisor}`).toBe(0);
  }
}

describe('files of an encoder', () => {
  // Whole units; one pixel too many each way; one too few.
  it.each([
    [320, 240],
    [321, 241],
    [319, 239],
  ])('a photo of %ix%i, with less chroma and with all of it', async (width, height) => {
    const picture = photo(width, height);
    await expectTheSame(await jpeg(picture));
    await expectTheSame(await sharpOf(picture).jpeg({ quality: 97, chromaSubsampling: '4:4:4' }).toBuffer());
  });

  it('noise, lines and grey', async () => {
    await expectTheSame(await jpeg(noisy(200, 150), 100));
    await expectTheSame(await jpeg(drawing(200, 150), 30));
    await expectTheSame(await greyJpeg(photo(211, 157)));
  });

  it.each(['p3', 'srgb'])('with a colour profile: %s', async (profile) => {
    const file = await sharpOf(photo(200, 150)).withIccProfile(profile).jpeg().toBuffer();
    expect(ours(file, 2)?.profile?.length).toBeGreaterThan(100);
    await expectTheSame(file);
  });

  it('from its path as from memory', async () => {
    const file = await jpeg(photo(640, 480), 98);
    const directory = await mkdtemp(join(tmpdir(), 'reduced-'));
    try {
      const path = join(directory, 'photo.jpg');
      await writeFile(path, file);
      const reduction = { from: factsOfBytes(file), factor: 8, to: { width: 50, height: 40 } } as const;
      const found = reducedJpeg({ path }, reduction);
      expect(found?.data.length).toBe(50 * 40 * 3);
      expect(found?.data).toEqual(reducedJpeg({ bytes: file }, reduction)?.data);
      expect(reducedJpeg({ path: join(directory, 'gone') }, reduction)).toBeUndefined();
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

/** Numbers below `n`, the same ones every time. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
}

function anyShape(roll: (n: number) => number): Shape {
  const components = roll(4) === 0 ? 1 : 3;
  const sampling = components === 1 ? 0 : roll(3);
  const factors = Array.from({ length: 64 }, () => 1 + roll(20));
  return {
    width: 100 + roll(200),
    height: 100 + roll(150),
    components,
    across: sampling > 0 ? 2 : 1,
    down: sampling > 1 ? 2 : 1,
    restartInterval: roll(2) === 0 ? 0 : 1 + roll(12),
    codes: roll(2) === 0 ? 'flat' : 'steep',
    quantisation: (k) => factors[k] ?? 1,
  };
}

const GREY: Shape = {
  width: 64,
  height: 64,
  components: 1,
  across: 1,
  down: 1,
  codes: 'flat',
  quantisation: () => 1,
};

/** Few coefficients or many, small ones and some that take all of their bits. */
function anyBlock(roll: (n: number) => number, { quantisation }: Shape, most: number): Block {
  const block = new Array<number>(64).fill(0);
  block[0] = Math.round((roll(1600) - 800) / quantisation(0));
  for (let n = roll(most + 1); n > 0; n--) {
    const k = 1 + roll(63);
    const reach = roll(10) === 0 ? 200 : 20;
    block[k] = Math.round((roll(2 * reach + 1) - reach) / quantisation(k));
  }
  return block;
}

/** Of half the width, chroma is widened here by Lanczos: only of one level it is the same. */
function levelChroma(block: Block, component: number, { across, down }: Shape): Block {
  return component > 0 && across > down ? block.map((number, k) => (k === 0 ? 9 : k > 27 ? number : 0)) : block;
}

it('files of any sampling, codes, restart markers and coefficients', async () => {
  const roll = dice(7);
  for (let n = 0; n < 40; n++) {
    const shape = anyShape(roll);
    const most = roll(64);
    await expectTheSame(jpegOf(shape, (component) => levelChroma(anyBlock(roll, shape, most), component, shape)));
  }
});

it.each([
  [1, 1],
  [2, 1],
  [2, 2],
])('files of very few pixels, %ix%i blocks of luma in a unit', async (across, down) => {
  const roll = dice(8);
  for (const [width, height] of [
    [16, 16],
    [17, 33],
    [32, 24],
    [33, 17],
    [48, 40],
  ] as const) {
    const shape: Shape = { ...anyShape(roll), components: 3, width, height, across, down };
    await expectTheSame(jpegOf(shape, (component) => levelChroma(anyBlock(roll, shape, 10), component, shape)));
  }
});

it('files of the longest codes and numbers', async () => {
  for (const [across, down] of [
    [1, 1],
    [2, 2],
  ] as const) {
    const shape: Shape = { ...GREY, components: 3, across, down, codes: 'steep' };
    const signs = dice(5);
    await expectTheSame(
      jpegOf(shape, (_, unit, n) => [
        (unit + n) % 2 === 0 ? 1020 : -1020,
        ...Array.from({ length: 63 }, () => (signs(2) === 0 ? 700 : -700)),
      ]),
    );
  }
});

it('at 1/8 with codes that the picture before did not have: of chroma, coefficients are read there, too', async () => {
  const shape: Shape = { ...GREY, components: 3, across: 2, down: 2 };
  const fileOf = (codes: Shape['codes']) => jpegOf({ ...shape, codes }, (_, unit) => [20 * unit, 30, -unit, 1]);
  await expectTheSame(fileOf('flat'), [2]);
  await expectTheSame(fileOf('steep'), [8]);
});

describe('what is left to libjpeg', () => {
  it('progressive, CMYK, and other sampling', async () => {
    expect(ours(await sharpOf(photo(64, 64)).jpeg({ progressive: true }).toBuffer(), 8)).toBeUndefined();
    expect(ours(await cmykJpeg(photo(64, 64)), 8)).toBeUndefined();
    const shape: Shape = { ...GREY, components: 3, across: 1, down: 2 };
    expect(
      ours(
        jpegOf(shape, () => [1]),
        8,
      ),
    ).toBeUndefined();
  });

  const reductionOf = (width: number, height: number) =>
    ({ from: { width, height }, factor: 4, to: { width: 10, height: 8 } }) as const;

  it('a size that is not the one of the header', async () => {
    const file = await jpeg(photo(96, 64));
    expect(reducedJpeg({ bytes: file }, reductionOf(96, 64))).toBeDefined();
    expect(reducedJpeg({ bytes: file }, reductionOf(96, 63))).toBeUndefined();
    expect(reducedJpeg({ bytes: file }, reductionOf(95, 64))).toBeUndefined();
  });

  it('a picture of which nothing is left of a side', () => {
    const file = jpegOf({ ...GREY, width: 3 }, () => [1]);
    expect(reducedJpeg({ bytes: file }, { ...reductionOf(3, 64), to: { width: 1, height: 8 } })).toBeUndefined();
  });

  it('a file that ends early, wherever it does', async () => {
    const file = await jpeg(photo(96, 64));
    for (let length = 0; length < file.length; length += 7) {
      expect(reducedJpeg({ bytes: file.subarray(0, length) }, reductionOf(96, 64))).toBeUndefined();
    }
    expect(reducedJpeg({ bytes: file.subarray(0, -2) }, reductionOf(96, 64))).toBeUndefined();
  });

  it('a code of ones alone, which libjpeg refuses', () => {
    const shape: Shape = { ...GREY, codes: 'complete' };
    expect(
      ours(
        jpegOf(shape, () => [7]),
        2,
      ),
    ).toBeUndefined();
  });

  it('levels beyond what eight bits can mean: libjpeg lets them wrap', async () => {
    const upTo = (level: number) => jpegOf(GREY, (_, unit) => [level * Math.min(1, unit / 4)]);
    await expectTheSame(upTo(4088));
    await expectTheSame(upTo(-4088));
    for (const divisor of DIVISORS) {
      expect(ours(upTo(4092), divisor)).toBeUndefined();
      expect(ours(upTo(-4092), divisor)).toBeUndefined();
    }
    const hundreds = (level: number) => jpegOf({ ...GREY, quantisation: () => 100 }, () => [level]);
    await expectTheSame(hundreds(40));
    for (const divisor of DIVISORS) expect(ours(hundreds(41), divisor)).toBeUndefined();
  });

  it('coefficients beyond it: each of its transforms lets them wrap in another way', async () => {
    const shape: Shape = { ...GREY, quantisation: () => 100 };
    const upTo = (number: number) => jpegOf(shape, (_, unit) => [1, 0, unit % 2 === 0 ? number : -number]);
    await expectTheSame(upTo(40));
    expect([ours(upTo(41), 2), ours(upTo(41), 4)]).toEqual([undefined, undefined]);
    await expectTheSame(upTo(41), [8]);
  });

  it('such coefficients of chroma that has twice as many samples: of 2, 4 and 8 in a row', async () => {
    const shape: Shape = { ...GREY, components: 3, across: 2, down: 2, quantisation: () => 100 };
    const upTo = (number: number, k: number) =>
      jpegOf(shape, (component) => (component === 0 ? [1] : [1, ...new Array<number>(k - 1).fill(0), number]));
    await expectTheSame(upTo(-40, 2));
    for (const divisor of DIVISORS) {
      expect(ours(upTo(41, 2), divisor)).toBeUndefined();
      expect(ours(upTo(-41, 2), divisor)).toBeUndefined();
    }
    // One with which a block of eight takes the long transform.
    await expectTheSame(upTo(-40, 20));
    expect([ours(upTo(41, 20), 2), ours(upTo(-41, 20), 2)]).toEqual([undefined, undefined]);
  });

  it('coefficients within it whose sums are beyond what the transform to two samples can hold', async () => {
    const shape: Shape = { ...GREY, quantisation: () => 4 };
    const upTo = (n: number) => jpegOf(shape, () => [n, n, n, 0, n, 0, -n, 0, 0, -n]);
    for (const n of [700, -700]) await expectTheSame(upTo(n), [4]);
    for (const n of [1010, -1010]) expect(ours(upTo(n), 4)).toBeUndefined();
  });

  it('filling with no marker behind it, of which libjpeg makes one unit out of two', async () => {
    const file = await jpeg(photo(320, 240));
    const stuffed = file.indexOf(Buffer.from([0xff, 0]), file.lastIndexOf(Buffer.from([0xff, 0xda])) + 14);
    expect(stuffed).toBeGreaterThan(0);
    const filled = Buffer.concat([file.subarray(0, stuffed), Buffer.from([0xff]), file.subarray(stuffed)]);
    expect(ours(filled, 2)).toBeUndefined();
    // More of it than is read at once.
    await expectTheSame(Buffer.concat([file.subarray(0, -2), Buffer.alloc(70_000, 0xff), file.subarray(-1)]));
  });

  it('restart markers in the wrong order, and data behind the last unit', async () => {
    const file = jpegOf({ ...GREY, restartInterval: 5 }, () => [20, 1]);
    expect(ours(file, 8)).toBeDefined();
    const third = file.indexOf(Buffer.from([0xff, 0xd2]));
    expect(
      ours(Buffer.concat([file.subarray(0, third + 1), Buffer.from([0xd3]), file.subarray(third + 2)]), 8),
    ).toBeUndefined();
    expect(ours(Buffer.concat([file.subarray(0, -2), Buffer.from([1, 2, 3, 0xff, 0xd9])]), 8)).toBeUndefined();
  });

  it('broken bytes: what comes out all the same is what libjpeg makes of them', async () => {
    const roll = dice(99);
    const file = await jpeg(photo(160, 120));
    let same = 0;
    for (let n = 0; n < 300; n++) {
      const broken = Buffer.from(file);
      for (let m = 0; m <= roll(3); m++) broken[20 + roll(file.length - 20)] = roll(256);
      const both = await bothWays(broken, DIVISORS[n % 3] ?? 8).catch(refusedInFront);
      if (!both) continue;
      expect(Buffer.compare(both.found, both.expected)).toBe(0);
      same++;
    }
    expect(same).toBeGreaterThan(50);
  });
});

/** The header says too little to ask a decoder. */
function refusedInFront(error: unknown): undefined {
  if (!(error instanceof OssError)) throw error;
}
