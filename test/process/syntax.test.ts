import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { parseChain, printChain, splitSaveas } from '#src/process/syntax.js';

function refusal(text: string): OssError {
  try {
    parseChain(text);
  } catch (error) {
    if (error instanceof OssError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

describe('a chain', () => {
  test('is pipes of actions of tokens', () => {
    expect(parseChain('image/resize,w_100,h_50/rotate,90|sys/saveas,o_YS9i,b_Yg')).toEqual({
      kind: 'image',
      pipes: [
        {
          kind: 'image',
          actions: [
            { name: 'resize', tokens: ['w_100', 'h_50'] },
            { name: 'rotate', tokens: ['90'] },
          ],
        },
        { kind: 'sys', actions: [{ name: 'saveas', tokens: ['o_YS9i', 'b_Yg'] }] },
      ],
    });
  });

  test('forgives commas and slashes too many', () => {
    const plain = parseChain('image/resize,w_100/rotate,90');
    expect(parseChain('image/resize,w_100,/rotate,90,/')).toEqual(plain);
    expect(parseChain('image//resize,,w_100//rotate,90')).toEqual(plain);
  });

  test('keeps the slashes of standard base64 in a sys/ part', () => {
    expect(parseChain('image/info|sys/saveas,o_a/b+c/d==').pipes[1]?.actions).toEqual([
      { name: 'saveas', tokens: ['o_a/b+c/d=='] },
    ]);
  });

  test('may begin with video/', () => {
    expect(parseChain('video/snapshot,t_0,f_jpg|image/resize,w_100').kind).toBe('video');
  });
});

describe('refused', () => {
  test.each(['image', 'image/', 'image//', 'image/resize,w_1|image/'])('%s has no action', (text) => {
    expect(refusal(text)).toMatchObject({ code: 'InvalidArgument', status: 400, ec: '0040-00000212' });
  });

  test.each(['', '/', 'resize,w_100', 'IMAGE/resize,w_100', 'sys/saveas,o_YQ', 'style/thumb', '|image/info'])(
    '%j is not a chain',
    (text) => {
      expect(refusal(text)).toMatchObject({ code: 'InvalidArgument', status: 400 });
    },
  );

  test('a part after a bar that is not a chain of its own', () => {
    expect(refusal('image/resize,w_100|saveas,o_YQ').status).toBe(400);
    expect(refusal('image/resize,w_100|').status).toBe(400);
  });

  test('more than five bars', () => {
    const bars = (count: number) => Array.from({ length: count + 1 }, () => 'image/rotate,90').join('|');
    expect(parseChain(bars(5)).pipes).toHaveLength(6);
    expect(refusal(bars(6))).toMatchObject({ code: 'TooManyPipe', status: 400, ec: '0040-00000211' });
    expect(refusal(bars(100_000)).code).toBe('TooManyPipe');
  });

  test('a style says how it is used', () => {
    expect(refusal('style/thumb').message).toContain('style/NAME');
  });
});

describe('round trip', () => {
  const token = fc.stringMatching(/^[^,/|]+$/, { maxLength: 12 });
  const action = fc.record({ name: token, tokens: fc.array(token, { maxLength: 4 }) });
  const pipe = fc.record({
    kind: fc.constantFrom('image' as const, 'video' as const),
    actions: fc.array(action, { minLength: 1, maxLength: 4 }),
  });
  const saveas = fc.record({ kind: fc.constant('sys' as const), actions: fc.tuple(action) });

  test('of a chain through its text', () => {
    fc.assert(
      fc.property(fc.array(pipe, { minLength: 1, maxLength: 5 }), fc.option(saveas), (pipes, last) => {
        const chain = { kind: pipes[0]?.kind ?? 'image', pipes: last ? [...pipes, last] : pipes };
        expect(parseChain(printChain(chain))).toEqual(chain);
      }),
    );
  });

  test('of any text that is a chain, and nothing but a 400 for one that is not', () => {
    const pieces = fc.array(fc.constantFrom('image/', 'video/', 'sys/', 'resize', 'w_1', ',', '/', '|', '_', 'é', ' '));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((parts) => `image/${parts.join('')}`),
        ),
        (text) => {
          let chain: ReturnType<typeof parseChain>;
          try {
            chain = parseChain(text);
          } catch (error) {
            expect(error).toMatchObject({ name: 'OssError', status: 400 });
            return;
          }
          expect(parseChain(printChain(chain))).toEqual(chain);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('sys/saveas is taken off the end', () => {
  test.each([
    ['image/resize,w_1|sys/saveas,o_YS9i,b_Yg', 'image/resize,w_1', ['o_YS9i', 'b_Yg']],
    ['style/a|sys/saveas,o_a/b+c==', 'style/a', ['o_a/b+c==']],
    ['image/resize,w_1|image/rotate,9|sys/saveas', 'image/resize,w_1|image/rotate,9', []],
    ['image/resize,w_1', 'image/resize,w_1', undefined],
    ['image/resize,w_1|sys/saveas,o_YQ|image/rotate,9', 'image/resize,w_1|sys/saveas,o_YQ|image/rotate,9', undefined],
    ['image/resize,w_1|saveas,o_YQ', 'image/resize,w_1|saveas,o_YQ', undefined],
  ])('%s', (text, chain, tokens) => {
    expect(splitSaveas(text)).toEqual({ chain, ...(tokens && { saveas: { name: 'saveas', tokens } }) });
  });

  test('its bar counts, and nothing else may be called sys/', () => {
    const five = Array.from({ length: 5 }, (_, n) => `image/rotate,${n}`).join('|');
    expect(splitSaveas(`${five}|sys/saveas,o_YQ`).chain).toBe(five);
    expect(() => splitSaveas(`image/rotate,9|${five}|sys/saveas,o_YQ`)).toThrow('more than 5 bars');
    for (const text of ['image/rotate,9|sys/notify,o_YQ', 'image/rotate,9|sys/', 'image/rotate,9|sys/,saveas'])
      expect(() => splitSaveas(text)).toThrow(expect.objectContaining({ code: 'InvalidArgument', status: 400 }));
  });
});
