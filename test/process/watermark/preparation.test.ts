/** The chain behind the name of a watermark's object, as plan, as sizes and as refusals. */
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { base64Of } from '#src/process/base64.js';
import type { Facts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measureSources } from '#src/process/measure.js';
import { type Plan, planKey, planOf } from '#src/process/plan.js';
import { stepsFor } from '#src/process/watermark/preparation.js';

const chain = (name: string, rest = '') => `image/watermark,image_${base64Of(name)}${rest}`;
const plan = (name: string): Plan => planOf(chain(name), GUIDE_LIMITS);
const prepared = (steps: string) => plan(`mark.png?x-oss-process=image/${steps}`);

const TURN = { operation: 'auto-orient', values: { value: 1 }, implicit: true };

function refusal(text: string): OssError {
  try {
    planOf(text, GUIDE_LIMITS);
  } catch (error) {
    if (error instanceof OssError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('a plan', () => {
  test('names the object, which is turned upright like any picture', () => {
    expect(plan('logos/mark é.png').sources).toEqual([{ key: 'logos/mark é.png', steps: [TURN] }]);
  });

  test('has the steps of the chain behind it, in their order', () => {
    const { sources } = prepared('crop,w_10/rotate,90/rounded-corners,r_3/indexcrop,x_5/resize,w_7');
    expect(sources[0]?.key).toBe('mark.png');
    const names = ['auto-orient', 'crop', 'rotate', 'rounded-corners', 'indexcrop', 'resize'];
    expect(sources[0]?.steps.map(({ operation }) => operation)).toEqual(names);
  });

  test('leaves the mark as it is stored where that is asked for', () => {
    expect(prepared('resize,w_7/auto-orient,0').sources[0]?.steps[0]).toEqual({
      operation: 'auto-orient',
      values: { value: 0 },
    });
  });

  test('takes everything else for a part of the name', () => {
    for (const name of ['a?b.png', 'a.png?', 'a.png?x-oss-process', '100%.png', 'a b+c.png', '../a.png']) {
      expect(plan(name).sources).toEqual([{ key: name, steps: [TURN] }]);
    }
  });

  test('names one object for each watermark with an image, three at most; texts are not counted', () => {
    const image = (name: string) => chain(name).slice('image/'.length);
    const text = `watermark,text_${base64Of('a')}`;
    const many = Array.from({ length: 20 }, () => text).join('/');
    const three = `image/${image('a')}/${text}/${image('b')}/${image('c')}/${many}`;
    expect(planOf(three, GUIDE_LIMITS).sources.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
    const error = refusal(`${three}/${image('d')}`);
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400 });
    expect(error.message).toBe('The chain has 4 image watermarks; at most 3 are allowed.');
  });

  test('is another one for another mark or another chain behind it', () => {
    const names = ['a', 'b', 'a?x-oss-process=image/resize,P_30', 'a?x-oss-process=image/resize,P_31'];
    const keys = names.map((name) => planKey(plan(name)));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('refused', () => {
  test.each([
    ['watermark,text_YQ', 'InvalidArgument', '373', 'The value: watermark of parameter: action is invalid.'],
    ['info', 'InvalidArgument', '374', 'The value: info of parameter: action is invalid.'],
    ['average-hue', 'InvalidArgument', '374', 'The value: average-hue of parameter: action is invalid.'],
    ['circle,r_10', 'InvalidArgument', '213', 'The value: circle of parameter: action is invalid.'],
    ['format,png', 'InvalidArgument', '213', 'The value: format of parameter: action is invalid.'],
    ['rusize,w_50', 'InvalidArgument', '213', 'The value: rusize of parameter: action is invalid.'],
    ['constructor,1', 'InvalidArgument', '213', 'The value: constructor of parameter: action is invalid.'],
    ['resize,P_0', 'InvalidArgument', undefined, 'The value: 0 of parameter: P is invalid.'],
    ['resize,P_101', 'InvalidArgument', undefined, 'The value: 101 of parameter: P is invalid.'],
    ['resize,w_0', 'InvalidArgument', '312', 'The value: 0 of parameter: w is invalid.'],
    ['resize', 'MissingArgument', '322', 'The parameter: resize needs a value: at least one of w, h, l, s, p, P.'],
    ['resize,m_fill', 'MissingArgument', '322', 'The parameter: resize needs a value: at least one of'],
    ['', 'InvalidArgument', '212', 'The value: image/ of parameter: process is invalid.'],
    ['rotate,90|image/rotate,90', 'InvalidArgument', undefined, 'The value: image/rotate,90|image/rotate,90'],
  ])('%s', (steps, code, cause, message) => {
    const error = refusal(chain(`mark.png?x-oss-process=image/${steps}`));
    expect([error.status, error.code, error.ec]).toEqual([400, code, cause && `0040-00000${cause}`]);
    expect(error.message.startsWith(message), error.message).toBe(true);
  });

  test.each(['style/small', 'video/snapshot,t_0', 'resize,w_50', '', '@30P', 'sys/saveas,o_YQ'])('%j', (other) => {
    expect(refusal(chain(`mark.png?x-oss-process=${other}`))).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  test('P outside such a chain is an unknown key', () => {
    expect(refusal('image/resize,P_30')).toMatchObject({ code: 'MissingArgument' });
    expect(planOf('image/resize,w_10,P_999', GUIDE_LIMITS).steps[1]?.values).not.toHaveProperty('P');
  });
});

describe('P', () => {
  const box = (text: string, width: number, height: number) => {
    const { m, w, h, limit } = stepsFor(prepared(text).sources[0]?.steps ?? [], { width, height })[1]?.values ?? {};
    return { m, w, h, limit };
  };

  test('is the part of the picture that the mark must fit into, enlarged if need be', () => {
    expect(box('resize,P_30', 400, 267)).toEqual({ m: 'lfit', w: 120, h: 80, limit: 0 });
    expect(box('resize,P_10', 100, 100)).toEqual({ m: 'lfit', w: 10, h: 10, limit: 0 });
    expect(box('resize,P_10', 200, 200)).toEqual({ m: 'lfit', w: 20, h: 20, limit: 0 });
    expect(box('resize,P_1', 20, 20)).toEqual({ m: 'lfit', w: 1, h: 1, limit: 0 });
    expect(box('resize,P_100,m_fill', 30, 20)).toEqual({ m: 'lfit', w: 30, h: 20, limit: 0 });
  });

  test('comes after w, h, l and s, and before p', () => {
    expect(box('resize,P_30,w_50', 400, 267)).toEqual({ m: 'lfit', w: 50, h: undefined, limit: 1 });
    expect(box('resize,P_30,s_50', 400, 267)).toEqual({ m: 'lfit', w: undefined, h: undefined, limit: 1 });
    expect(box('resize,P_30,p_50', 400, 267)).toEqual({ m: 'lfit', w: 120, h: 80, limit: 0 });
  });
});

describe('measured', () => {
  const photo: Facts = { format: 'jpg', width: 400, height: 267, frames: 1, orientation: 1, alpha: false };
  const mark: Facts = { format: 'png', width: 160, height: 160, frames: 1, orientation: 1, alpha: true };
  const measure = (steps: string, facts = mark, fileSize = 1000, target = photo) =>
    measureSources(prepared(steps), target, [{ facts, fileSize }], GUIDE_LIMITS);

  test('a mark within its limits is accepted', () => {
    expect(() => measure('crop,x_100/resize,P_30/rotate,30')).not.toThrow();
  });

  test.each<[string, () => void, string, string]>([
    [
      'more than 20 MB',
      () => measure('resize,P_30', mark, 20 * 1024 * 1024 + 1),
      'ImageTooLarge 0040-00000001',
      'Watermark object mark.png: The source has 20971521 bytes; at most 20971520 are allowed.',
    ],
    [
      'a side too long',
      () => measure('resize,P_30', { ...mark, width: 30_001 }),
      'ImageTooLarge 0040-00000009',
      'Watermark object mark.png: The source is 30001x160; a side may be at most 30000 pixels.',
    ],
    [
      'a target too large',
      () => measure('resize,P_100', mark, 1, { ...photo, width: 5000, height: 5000 }),
      'ImageTooLarge 0040-00000007',
      'Watermark object mark.png: The target is 5000x5000, 25000000 pixels; at most 16777216 are allowed.',
    ],
    [
      'a crop outside',
      () => measure('crop,x_160'),
      'BadRequest undefined',
      "Watermark object mark.png: Advance cut's position is out of image. " +
        'x_160,y_0,g_nw begins outside a picture of 160x160.',
    ],
    [
      'a rotation of too long a side',
      () => measure('rotate,30', { ...mark, width: 4097 }),
      'ImageTooLarge 0040-00000006',
      'Watermark object mark.png: Picture exceed the maximum allowable rotation range. ' +
        'It is 4097x160; a side may be at most 4096 pixels.',
    ],
  ])('%s is refused, with the name of the object', (_, ask, code, message) => {
    let found: unknown;
    try {
      ask();
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(OssError);
    const { code: name, ec, message: said } = found as OssError;
    expect([`${name} ${ec}`, said]).toEqual([code, message]);
  });

  test('P counts the picture as it stands when it is marked', () => {
    const wide = { ...photo, width: 5000, height: 5000 };
    const after = planOf(`image/resize,w_400/${chain('m?x-oss-process=image/resize,P_100').slice(6)}`, GUIDE_LIMITS);
    expect(() => measureSources(after, wide, [{ facts: mark, fileSize: 1 }], GUIDE_LIMITS)).not.toThrow();
  });
});
