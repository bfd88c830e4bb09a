/** What measurePlan and outputOf promise from numbers is what the engine draws: chains on real pictures. */
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type Facts, factsOfBytes } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { outputOf } from '#src/process/output.js';
import { planOf } from '#src/process/plan.js';
import { run } from '#src/process/run.js';

interface Picture {
  readonly bytes: Buffer;
  readonly facts: Facts;
}

const pictures: Picture[] = [];

/** Left half red, right half blue. */
async function halves(width: number, height: number): Promise<Sharp> {
  const left = { create: { width: width >> 1, height, channels: 3, background: 'red' } } as const;
  const picture = sharp({ create: { width, height, channels: 3, background: 'blue' } });
  return sharp(
    await picture
      .composite([{ input: left, left: 0, top: 0 }])
      .png()
      .toBuffer(),
  );
}

beforeAll(async () => {
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    pictures.push(picture(await (await halves(64, 41)).withMetadata({ orientation }).jpeg().toBuffer()));
  }
  pictures.push(
    picture(await (await halves(37, 80)).png().toBuffer()),
    picture(await (await halves(2, 30)).webp().toBuffer()),
  );
  // No pixel is the same in both frames: the GIF encoder joins frames that are.
  const frame = await halves(30, 21);
  const frames = [await frame.png().toBuffer(), await frame.clone().negate().png().toBuffer()];
  pictures.push(
    picture(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    ),
  );
});

function picture(bytes: Buffer): Picture {
  return { bytes, facts: factsOfBytes(bytes) };
}

async function drawn(text: string, { bytes, facts }: Picture): Promise<{ bytes: Buffer; contentType: string }> {
  return run(planOf(text, GUIDE_LIMITS), { bytes: { bytes }, facts, fileSize: bytes.byteLength }, [], GUIDE_LIMITS);
}

const side = fc.integer({ min: 1, max: 120 });
const sides = fc.tuple(fc.constantFrom('w', 'h', 'l', 's'), side).map(([key, length]) => `${key}_${length}`);
const action = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('lfit', 'mfit', 'fill', 'pad', 'fixed'),
      fc.array(sides, { minLength: 1, maxLength: 3 }),
      fc.nat(1),
    )
    .map(([mode, lengths, limit]) => `resize,m_${mode},${lengths.join(',')},limit_${limit}`),
  fc.integer({ min: 1, max: 200 }).map((percent) => `resize,p_${percent}`),
  fc.tuple(side, side, fc.constantFrom('nw', 'center', 'south', 'se')).map(([w, h, g]) => `crop,w_${w},h_${h},g_${g}`),
  fc.integer({ min: 0, max: 360 }).map((degrees) => `rotate,${degrees}`),
  fc.constantFrom(
    'auto-orient,0',
    'auto-orient,1',
    'format,png',
    'format,jpg',
    'format,webp',
    'interlace,1',
    'quality,50',
  ),
);
const chain = fc.array(action, { minLength: 1, maxLength: 4 }).map((parts) => `image/${parts.join('/')}`);

test('the size, the format and the frames are the promised ones', async () => {
  await fc.assert(
    fc.asyncProperty(chain, fc.nat(10), async (text, index) => {
      const source = pictures[index] ?? pictures[0];
      if (!source) throw new Error('no pictures');
      const plan = planOf(text, GUIDE_LIMITS);
      const output = outputOf(plan, source.facts);
      const { width, height } = measurePlan(plan, source.facts, source.bytes.byteLength, GUIDE_LIMITS);
      const result = factsOfBytes((await drawn(text, source)).bytes);
      expect([result.format, result.width, result.height]).toEqual([output.format, width, height]);
      expect([result.frames > 1, result.orientation]).toEqual([output.animated, 1]);
    }),
    { numRuns: 150 },
  );
});

async function colourAt(bytes: Buffer, left: number, top: number): Promise<'red' | 'blue' | 'other'> {
  const region = sharp(bytes).extract({ left, top, width: 1, height: 1 }).removeAlpha();
  const [red = 0, , blue = 0] = await region.raw().toBuffer();
  return red > 200 && blue < 60 ? 'red' : blue > 200 && red < 60 ? 'blue' : 'other';
}

test('fill that enlarges shows the middle of the picture', async () => {
  const wide = picture(await (await halves(64, 8)).png().toBuffer());
  const { bytes } = await drawn('image/resize,m_fill,w_80,h_80,limit_0', wide);
  expect(await Promise.all([20, 60].map((left) => colourAt(bytes, left, 40)))).toEqual(['red', 'blue']);
});

test('pad puts the picture on a canvas of the colour', async () => {
  const wide = picture(await (await halves(64, 8)).png().toBuffer());
  const { bytes } = await drawn('image/resize,m_pad,w_32,h_32,color_0000ff', wide);
  expect(await Promise.all([2, 16, 30].map((top) => colourAt(bytes, 8, top)))).toEqual(['blue', 'red', 'blue']);
});

test('auto-orient,0 keeps the picture as stored and drops the tag', async () => {
  const lying = pictures[5];
  if (!lying) throw new Error('no picture');
  const stored = await drawn('image/crop,w_60/auto-orient,0', lying);
  expect(factsOfBytes(stored.bytes)).toMatchObject({ width: 60, height: 41, orientation: 1 });
  expect(await Promise.all([10, 50].map((left) => colourAt(stored.bytes, left, 20)))).toEqual(['red', 'blue']);
  const turned = await drawn('image/quality,95', lying);
  expect(factsOfBytes(turned.bytes)).toMatchObject({ width: 41, height: 64, orientation: 1 });
  expect(await Promise.all([10, 54].map((top) => colourAt(turned.bytes, 20, top)))).toEqual(['red', 'blue']);
});
