import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { planOf } from '#src/process/plan.js';
import { faultIn, oldTextIn } from '#src/process/plan-fault.js';

/** The part that is pointed at. */
function place(text: string): string | undefined {
  const fault = faultIn(text, 'guide');
  return fault && text.slice(fault.from, fault.to);
}

describe('the place of a mistake', () => {
  test.each([
    ['image/resize,w_200/rotate,90', undefined],
    ['image/resize,w_9000,h_100', 'w_9000'],
    ['image/resize,w_100/rotate,90/resize,m_lfit,w_0', 'w_0'],
    ['image/resize,w_9000,w_9001', 'w_9001'],
    ['image/resize', 'resize'],
    ['image/resize,m_lfit/rotate,90', 'resize,m_lfit'],
    ['image/rotate,400', '400'],
    ['image/rotate,90,91', '91'],
    ['image/format,tiff', 'tiff'],
    ['image/quality,200,q_3', '200'],
    ['image/blur,r_3', 'blur,r_3'],
    ['image/blur,r_3,s_99', 's_99'],
    ['image/resize,w_1/polish,9/rotate,1', 'polish'],
    ['image/info/resize,w_1', 'resize,w_1'],
    ['image/watermark,image_a', 'image_a'],
    // panda.png?x-oss-process=image/circle,r_9
    [
      'image/watermark,image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvY2lyY2xlLHJfOQ,x_1',
      'image_cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2UvY2lyY2xlLHJfOQ',
    ],
    ['image/rotate,9|video/snapshot,t_1,f_jpg', 'snapshot,t_1,f_jpg'],
    ['pictures/resize,w_1', 'pictures'],
  ])('%s', (text, expected) => {
    expect(place(text)).toBe(expected);
  });

  test('is in the text and not empty, whatever the text', () => {
    const words = fc.constantFrom(
      'image',
      'video',
      'sys',
      '/',
      '|',
      ',',
      '_',
      'resize',
      'w',
      '9000',
      'rotate',
      '',
      '☃',
    );
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 20 }).map((all) => all.join('')),
        (text) => {
          const fault = faultIn(text, 'guide');
          if (fault === undefined) return planOf(text, GUIDE_LIMITS) !== undefined;
          return fault.from >= 0 && fault.to <= text.length && (fault.from < fault.to || text === '');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('of a text without anything is nowhere', () => {
    expect(faultIn('', 'guide')).toMatchObject({ code: 'InvalidArgument', from: 0, to: 0 });
  });
});

describe('the old syntax', () => {
  test('becomes a chain of today, where there is one', () => {
    expect(oldTextIn('100w_100h_1e_1c.png', 'guide').today).toMatch(/^image\/.*resize,.*m_fill.*format,png/);
    expect(oldTextIn('1o_100w', 'guide')).toEqual({});
  });

  test.each([
    ['100w_9000h.jpg', '9000h'],
    ['100w|300q', '300q'],
    ['100w_nonsense', 'nonsense'],
  ])('%s has its mistake in its place', (text, expected) => {
    const { fault } = oldTextIn(text, 'guide');
    expect(text.slice(fault?.from, fault?.to)).toBe(expected);
  });
});
