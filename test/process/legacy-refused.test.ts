/** What the old syntax refuses, with the vendor's old numbers, and what it forgives. */
import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { oldPlanOf } from '#src/process/legacy.js';
import { planKey } from '#src/process/plan.js';
import { PANDA } from './legacy-rows.js';

const JPG = { format: 'jpg' } as const;

describe('refused', () => {
  const refusal = (old: string) => {
    try {
      return planKey(oldPlanOf(old, GUIDE_LIMITS, JPG));
    } catch (error) {
      const { code, ec, message } = error as { code: string; ec?: string; message: string };
      return `${code} ${ec?.slice(-3)} ${message}`;
    }
  };

  test.each([
    ['0w', /^InvalidArgument 336 The value: 0 of parameter: w is invalid. Allowed: an integer from 1 to 4096/],
    ['4097w', /^InvalidArgument 336/],
    ['w', /^InvalidArgument 336/],
    ['-1h', /^InvalidArgument 334/],
    ['1.5w', /^InvalidArgument 336/],
    ['100w_3e', /^InvalidArgument 345 .*0, 1, 2 or 4/],
    ['100w_5e', /^InvalidArgument 345/],
    ['100w_2c', /^InvalidArgument 346/],
    ['100w_2l', /^InvalidArgument 333/],
    ['0p', /^InvalidArgument 338/],
    ['1001p', /^InvalidArgument 338/],
    ['0x', /^InvalidArgument undefined The value: 0 of parameter: x/],
    ['256-0-0bgc', /^InvalidArgument 332/],
    ['0-0bgc', /^InvalidArgument 332/],
    ['1-2-3a', /^InvalidArgument 205/],
    ['100x100-0rc', /^InvalidArgument 330/],
    ['100x100-10rc', /^InvalidArgument 330/],
    ['0x-0ic', /^InvalidArgument 323/],
    ['100z-0ic', /^InvalidArgument 323/],
    ['0-1ci', /^InvalidArgument 234/],
    ['10-3ci', /^InvalidArgument 234/],
    ['3o', /^InvalidArgument 348/],
    ['361r', /^InvalidArgument undefined The value: 361 of parameter: r/],
    ['49sh', /^InvalidArgument/],
    ['0-1bl', /^InvalidArgument 238/],
    ['1-51bl', /^InvalidArgument 238/],
    ['101b', /^InvalidArgument/],
    ['-101d', /^InvalidArgument 248/],
    ['0q', /^InvalidArgument 351/],
    ['101Q', /^InvalidArgument 352/],
    ['lossless', /^InvalidArgument 201/],
    ['losslessw', /^InvalidArgument 336/],
    ['Losslessq', /^InvalidArgument 201/],
    ['1losslessq', /^InvalidArgument 201/],
    ['lossless1q', /^InvalidArgument 201/],
    ['0Q', /^InvalidArgument 352 .*an integer from 1 to 100, or lossless/],
    ['2pr', /^InvalidArgument 353/],
    ['2wh', /^InvalidArgument/],
    ['2an', /^InvalidArgument/],
    ['100W', /^InvalidArgument 201 The value: 100W of parameter: process is invalid. Allowed: .* as in 100w/],
    ['100', /^InvalidArgument 201/],
    ['100w_constructor', /^InvalidArgument 201/],
    ['100w.tiff', /^InvalidArgument 206 .*of parameter: format/],
    ['2048w_300p', /^ImageTooLarge 350 2048 times 300 % is 6144; a side may be at most 4096/],
    ['1w|2w|3w|4w|5w', /^TooManyPipe 211/],
    ['watermark=4&text=eA', /^InvalidArgument 359/],
    ['watermark=1&text=eA', /^MissingArgument .*object needs a value/],
    ['watermark=3&text=eA', /^MissingArgument .*object needs a value/],
    ['watermark=2', /^MissingArgument .*text needs a value/],
    ['watermark=2&text=eA&p=0', /^InvalidArgument undefined The value: 0 of parameter: p/],
    ['watermark=2&text=eA&t=101', /^InvalidArgument 263/],
    ['watermark=2&text=!', /^BadRequest 265/],
    [
      `watermark=1&object=${Buffer.from('panda.png@101P').toString('base64')}`,
      /^InvalidArgument .*101 of parameter: P/,
    ],
  ])('@%s', (old, said) => {
    expect(refusal(old)).toMatch(said);
  });

  test('a long word costs no more than its length', () => {
    expect(refusal(`${'a'.repeat(200_000)}!`)).toMatch(/^InvalidArgument 201/);
  });

  test('unknown parameters of a watermark are ignored, and a text beside an image', () => {
    const mark = `watermark=1&object=${PANDA}`;
    expect(refusal(`${mark}&wild=1&constructor=2&text=eA`)).toBe(refusal(mark));
  });

  test.each(['a@b.png', 'panda.png@30/rotate,90P', 'panda.png@30,w5P'])(
    'a name with an @ that is no suffix is a name: %s',
    (name) => {
      const plan = oldPlanOf(`watermark=1&object=${Buffer.from(name).toString('base64')}`, GUIDE_LIMITS, JPG);
      expect(plan.sources.map(({ key }) => key)).toEqual([name]);
    },
  );
});
