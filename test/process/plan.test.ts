import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { base64Of } from '#src/process/base64.js';
import type { Facts } from '#src/process/formats/facts.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { measurePlan } from '#src/process/measure.js';
import { operationNamed, operations } from '#src/process/operations/index.js';
import type { Param } from '#src/process/params.js';
import { planKey, planOf, planOfActions } from '#src/process/plan.js';
import { parseChain } from '#src/process/syntax.js';

const plan = (text: string) => planOf(text, GUIDE_LIMITS);
const key = (text: string) => planKey(plan(text));

const TURN = { operation: 'auto-orient', values: { value: 1 }, implicit: true };
const resized = (values: object) => ({
  operation: 'resize',
  values: { m: 'lfit', limit: 1, color: 'FFFFFF', ...values },
});

function refusal(text: string): OssError {
  try {
    plan(text);
  } catch (error) {
    if (error instanceof OssError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('a plan', () => {
  test('has the default turn first, the steps in order, the settings apart', () => {
    expect(plan('image/resize,w_200/format,png/rotate,90')).toEqual({
      steps: [TURN, resized({ w: 200 }), { operation: 'rotate', values: { value: 90 } }],
      settings: { format: 'png' },
      sources: [],
    });
  });

  test('reads the parts between bars one after the other', () => {
    expect(plan('image/resize,w_200|image/rotate,90')).toEqual(plan('image/resize,w_200/rotate,90'));
  });

  test.each([
    ['image/resize,w_200/auto-orient,1', { operation: 'auto-orient', values: { value: 1 } }],
    ['image/resize,w_200/auto-orient,0', { operation: 'auto-orient', values: { value: 0 } }],
    ['image/auto-orient,1/resize,w_200/auto-orient,0', { operation: 'auto-orient', values: { value: 0 } }],
  ])('%s: a written auto-orient comes first, the last one counts', (text, first) => {
    expect(plan(text).steps).toEqual([first, resized({ w: 200 })]);
  });

  test('of the old syntax turns where it is written, or not at all', () => {
    const actions = [
      { name: 'resize', tokens: ['w_100'] },
      { name: 'auto-orient', tokens: ['1'] },
    ];
    const operationsOf = (list: typeof actions) =>
      planOfActions(list, GUIDE_LIMITS, 'as-written').steps.map((step) => step.operation);
    expect(operationsOf(actions)).toEqual(['resize', 'auto-orient']);
    expect(operationsOf(actions.slice(0, 1))).toEqual(['resize']);
  });

  test('of a report has neither steps nor settings', () => {
    expect(plan('image/info')).toEqual({
      steps: [],
      settings: {},
      report: { operation: 'info', values: {} },
      sources: [],
    });
  });

  test('is plain data', () => {
    const value = plan('image/resize,w_200,m_pad/quality,90/format,src,1an/interlace,1');
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });
});

describe('settings', () => {
  test.each([
    ['image/quality,q_80', { q: 80 }],
    ['image/quality,Q_80', { Q: 80 }],
    ['image/quality,80', { Q: 80 }],
    ['image/quality,q_80,Q_90', { Q: 90 }],
    ['image/quality,Q_90/quality,q_80', { q: 80 }],
    ['image/format,jpeg', { format: 'jpg' }],
    ['image/format,png/format,jpg', { format: 'jpg' }],
    ['image/format,src,1an', { format: 'src', keepAnimation: true }],
    ['image/format,png,1an', { format: 'png' }],
    ['image/format,src,1an/format,src', { format: 'src' }],
    ['image/interlace,1', { interlace: true }],
    ['image/interlace,1/interlace,0', {}],
  ])('%s', (text, settings) => {
    expect(plan(text)).toMatchObject({ steps: [TURN] });
    expect(plan(text).settings).toEqual(settings);
  });
});

describe('refused', () => {
  test('an unknown action, by name, with the ones there are', () => {
    const error = refusal('image/slim,1');
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400, ec: '0040-00000213' });
    expect(error.message).toContain('slim');
    for (const { name } of operations) expect(error.message).toContain(name);
    for (const name of ['toString', '__proto__', 'Resize', '']) {
      expect(refusal(`image/${name},1`)).toMatchObject({ code: 'InvalidArgument', status: 400 });
    }
  });

  test.each(['image/info/resize,w_1', 'image/resize,w_1/info', 'image/info/info', 'image/info|image/info'])(
    '%s: a report with anything else',
    (text) => {
      expect(refusal(text)).toMatchObject({ code: 'InvalidArgument', status: 400 });
      expect(refusal(text).message).toContain('info alone');
    },
  );

  test('more than 100 actions, however they are spread over bars', () => {
    const turns = (count: number) => Array.from({ length: count }, () => 'rotate,90').join('/');
    expect(plan(`image/${turns(100)}`).steps).toHaveLength(101);
    expect(plan(`image/${turns(50)}|image/${turns(50)}`).steps).toHaveLength(101);
    for (const text of [`image/${turns(101)}`, `image/${turns(50)}|image/${turns(50)}/quality,90`]) {
      expect(refusal(text)).toMatchObject({
        code: 'InvalidArgument',
        ec: '0017-00000288',
        message: 'The chain has 101 actions; at most 100 are allowed.',
      });
    }
  });

  test('more than 100 actions, with those behind the names of watermarks', () => {
    const marked = (count: number) => {
      const turns = Array.from({ length: count }, () => 'rotate,90').join('/');
      return `watermark,image_${base64Of(`m.png?x-oss-process=image/${turns}`)}`;
    };
    expect(plan(`image/${marked(49)}/${marked(49)}`).sources[0]?.steps).toHaveLength(50);
    for (const text of [`image/${marked(100)}`, `image/${marked(49)}/${marked(49)}/quality,90`]) {
      expect(refusal(text)).toMatchObject({
        code: 'InvalidArgument',
        ec: '0017-00000288',
        message: 'The chain has 101 actions; at most 100 are allowed.',
      });
    }
  });

  test('sys/saveas, which belongs in the body of a POST', () => {
    const error = refusal('image/resize,w_100|sys/saveas,o_YQ,b_Yg');
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400 });
    expect(error.message).toContain('POST');
  });

  test.each(['style/thumb', 'thumb', 'image/resize,w_100|style/thumb', 'image/resize,w_100|video/snapshot,t_0,f_jpg'])(
    '%s is not a chain of image actions',
    (text) => {
      expect(refusal(text)).toMatchObject({ code: 'InvalidArgument', status: 400 });
    },
  );

  test('of videos anything but one snapshot', () => {
    expect(refusal('video/resize,w_1')).toMatchObject({ code: 'InvalidArgument', ec: '0040-00000213' });
    for (const more of ['/snapshot,t_1,f_jpg', '|video/snapshot,t_1,f_jpg', '|image/info', '|image/average-hue']) {
      expect(refusal(`video/snapshot,t_0,f_jpg${more}`)).toMatchObject({ code: 'InvalidArgument', status: 400 });
    }
  });

  test("the guide's misprinted action", () => {
    expect(refusal('image/rusize,w_50').status).toBe(400);
  });
});

describe('planKey', () => {
  // It names the pictures that are kept: where it changes, all of them are made again.
  test('is this text, with the names of members in order', () => {
    expect(key('image/quality,q_80/resize,w_200')).toBe(
      '{"settings":{"q":80},"sources":[],"steps":[{"implicit":true,"operation":"auto-orient","values":{"value":1}},' +
        '{"operation":"resize","values":{"color":"FFFFFF","limit":1,"m":"lfit","w":200}}]}',
    );
    const made = plan('image/watermark,image_cGFuZGEucG5n,g_se/resize,w_20');
    const sorted = (_: string, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value;
    expect(planKey(made)).toBe(JSON.stringify(made, sorted));
    expect(made.sources).toHaveLength(1);
    expect(key('video/snapshot,t_1000,f_jpg,w_80')).toBe(
      JSON.stringify(plan('video/snapshot,t_1000,f_jpg,w_80'), sorted),
    );
  });

  test.each([
    ['image/resize,w_100,h_50', 'image/resize,h_50,w_100'],
    ['image/resize,w_100', 'image/resize,w_7,w_100,m_lfit,limit_1,foo_1'],
    ['image/resize,w_100,limit,0', 'image/resize,limit_0,w_100'],
    ['image/resize,w_100,color_ff6a00', 'image/resize,w_100,color_FF6A00'],
    ['image/resize,w_100', 'image//resize,w_0100,/'],
    ['image/format,jpg/interlace,1', 'image/interlace,1/format,jpeg'],
    ['image/quality,90', 'image/quality,q_5,Q_90'],
    ['image/resize,w_1/auto-orient,0', 'image/auto-orient,0/resize,w_1'],
    ['image/resize,w_1/format,png', 'image/format,png|image/resize,w_1'],
  ])('%s and %s mean the same', (a, b) => {
    expect(key(a)).toBe(key(b));
  });

  test('differs for all that mean something else', () => {
    const chains = [
      'image/info',
      'image/resize,w_100',
      'image/resize,h_100',
      'image/resize,w_100,h_100',
      'image/resize,w_100/auto-orient,1',
      'image/resize,w_100/auto-orient,0',
      'image/resize,w_100/rotate,90',
      'image/rotate,90/resize,w_100',
      'image/resize,w_100/resize,w_100',
      'image/resize,w_100/format,jpg',
      'image/resize,w_100/format,src',
      'image/resize,w_100/format,src,1an',
      'image/resize,w_100/interlace,1',
      'image/resize,w_100/quality,q_90',
      'image/resize,w_100/quality,Q_90',
      'image/crop,x_1',
      'image/crop,y_1',
    ];
    expect(new Set(chains.map(key)).size).toBe(chains.length);
  });
});

/** In base64: a key, a key with a chain behind it, one whose chain is none, a text, a font. */
const ENCODED = [
  'a.png',
  'a.png?x-oss-process=image/resize,P_30',
  'a?x-oss-process=image/circle,r_1',
  '水印',
  'wqy-zenhei',
].map(base64Of);

/** A text that the parameter accepts. */
function accepted(param: Param): fc.Arbitrary<string> {
  if (param.limits) return fc.integer({ min: param.limits.min, max: param.limits.max }).map(String);
  if (param.kind === 'color') return fc.stringMatching(/^[0-9a-fA-F]{6}$/);
  if (param.kind === 'base64') return fc.constantFrom(...ENCODED.filter((text) => param.parse(text, 'guide')));
  return fc.constantFrom(...(param.choices ?? []));
}

const actions = operations
  .filter((operation) => operation.kind !== 'report')
  .map((operation) => {
    const rows = Object.entries(operation.params).map(([name, param]) => {
      if (param.kind === 'word') return fc.constant(name);
      return accepted(param).map((text) => (name === operation.bare ? text : `${name}_${text}`));
    });
    return fc
      .tuple(...rows)
      .chain((tokens) => (operation.single ? fc.constant(tokens.slice(0, 1)) : fc.shuffledSubarray(tokens)))
      .map((tokens) => [operation.name, ...tokens].join(','));
  });
const chains = fc
  .array(fc.oneof(...actions), { minLength: 1, maxLength: 6 })
  .map((parts) => `image/${parts.join('/')}`);

const facts: fc.Arbitrary<Facts> = fc.record({
  format: fc.constantFrom('jpg', 'png', 'webp', 'gif', 'tiff', 'bmp', 'avif'),
  width: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 100_000 })),
  height: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 100_000 })),
  frames: fc.constantFrom(1, 1, 2, 300),
  orientation: fc.integer({ min: 1, max: 8 }),
  alpha: fc.boolean(),
});

test('no chain of valid actions, on no picture, ends in anything but a plan, a size, a 400 or a 501', () => {
  const sizes: number[] = [];
  fc.assert(
    fc.property(chains, facts, (text, picture) => {
      try {
        const made = planOf(text, GUIDE_LIMITS);
        expect(planKey(JSON.parse(JSON.stringify(made)))).toBe(planKey(made));
        const { width, height } = measurePlan(made, picture, 1000, GUIDE_LIMITS);
        expect([width, height].every((side) => Number.isInteger(side) && side >= 1)).toBe(true);
        sizes.push(width * height);
      } catch (error) {
        if (!(error instanceof OssError)) throw error;
        expect([400, 501]).toContain(error.status);
      }
    }),
    { numRuns: 1000 },
  );
  expect(sizes.length).toBeGreaterThan(50);
});

/** The same chain as another hand writes it: parameters the other way round, keys of other versions, commas too many. */
function rewritten(text: string): string {
  const parts = parseChain(text).pipes[0]?.actions ?? [];
  const words = parts.map(({ name, tokens }) => {
    const zeros = tokens.map((token) => token.replace(/^([a-z]_)(\d+)$/, '$100$2'));
    const given = operationNamed(name)?.single ? tokens : [...zeros.reverse(), 'zz_1'];
    return [name, ...given, ''].join(',');
  });
  return `image//${words.join('/')}/`;
}

describe('planKey of any chain', () => {
  const accepted = (text: string) => {
    try {
      return plan(text);
    } catch {
      return undefined;
    }
  };

  test('is the same however the chain is written', () => {
    fc.assert(
      fc.property(chains, (text) => {
        const made = accepted(text);
        if (made !== undefined) expect(key(rewritten(text)), text).toBe(planKey(made));
      }),
      { numRuns: 500 },
    );
  });

  test('differs as soon as one character means something else', () => {
    let different = 0;
    fc.assert(
      fc.property(chains, fc.nat(), fc.constantFrom('0', '1', '2', '9', '', 'A'), (text, at, character) => {
        const digits = [...text.matchAll(/\d/g)].map(({ index }) => index);
        const place = digits[at % digits.length] ?? 0;
        const [made, other] = [text, text.slice(0, place) + character + text.slice(place + 1)].map(accepted);
        if (made === undefined || other === undefined) return;
        const same = isDeepStrictEqual(made, other);
        if (!same) different++;
        expect(planKey(made) === planKey(other), text).toBe(same);
      }),
      { numRuns: 2000 },
    );
    expect(different).toBeGreaterThan(100);
  });
});
