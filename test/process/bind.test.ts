/** The rules of behaviour D13 and the causes of the vendor's error pages. */
import { describe, expect, test } from 'vitest';
import type { OssError } from '#src/errors.js';
import { bind } from '#src/process/bind.js';
import { operationNamed } from '#src/process/operations/index.js';

function bound(action: string) {
  const [name = '', ...tokens] = action.split(',');
  const operation = operationNamed(name);
  if (!operation) throw new Error(`no operation ${name}`);
  return bind(operation, tokens, 'guide');
}

function refusal(action: string): OssError {
  try {
    bound(action);
  } catch (error) {
    return error as OssError;
  }
  throw new Error(`accepted: ${action}`);
}

describe('keys', () => {
  const plain = { m: 'lfit', w: 100, h: 50, limit: 1, color: 'FFFFFF' };

  test.each(['resize,w_100,h_50', 'resize,h_50,w_100', 'resize,,w_100,,h_50,', 'resize,w_7,h_50,w_100'])(
    '%s: order and empty tokens do not matter, the last of a key counts',
    (action) => {
      expect(bound(action)).toEqual(plain);
    },
  );

  test.each(['resize,w_100,h_50,foo_1', 'resize,w_100,h_50,bar', 'resize,w_100,h_50,__proto__', 'resize,0,w_100,h_50'])(
    '%s: unknown keys are ignored',
    (action) => {
      expect(bound(action)).toEqual(plain);
    },
  );

  test('a value that a later one replaces is not looked at', () => {
    expect(bound('resize,w_abc,w_100,h_50')).toEqual(plain);
  });

  test('limit,0 and limit,1 mean limit_0 and limit_1', () => {
    expect(bound('resize,w_100,limit,0').limit).toBe(0);
    expect(bound('resize,limit,1,w_100').limit).toBe(1);
    expect(refusal('resize,w_100,limit,2')).toMatchObject({ code: 'InvalidArgument', ec: '0040-00000319' });
  });

  test('a known key without a value is refused', () => {
    expect(refusal('resize,w')).toMatchObject({ code: 'InvalidArgument', ec: '0040-00000312' });
    expect(refusal('resize,limit,w_100')).toMatchObject({ ec: '0040-00000319' });
  });

  test('a value may hold further underscores', () => {
    expect(refusal('resize,w_1_0').message).toContain('The value: 1_0 of parameter: w is invalid.');
  });
});

describe('single values', () => {
  test('stand without a key', () => {
    expect(bound('rotate,90')).toEqual({ value: 90 });
    expect(bound('rotate,90,')).toEqual({ value: 90 });
  });

  test.each([
    ['rotate,a_90', '0040-00000217'],
    ['rotate,value_90', '0040-00000217'],
    ['rotate,361', '0040-00000217'],
    ['rotate,-1', '0040-00000217'],
    ['auto-orient,2', '0040-00000215'],
    ['interlace,yes', '0040-00000281'],
    ['format,f_png', '0040-00000206'],
    ['format,tiff', '0040-00000206'],
    ['rotate,90,200,300', '0040-00000203'],
    ['auto-orient,1,0', '0040-00000203'],
    ['interlace,1,1', '0040-00000203'],
    ['format,jpg,png', '0040-00000203'],
  ])('%s is refused with %s', (action, ec) => {
    expect(refusal(action)).toMatchObject({ code: 'InvalidArgument', status: 400, ec });
  });

  test.each([
    ['rotate', '0040-00000216'],
    ['rotate,,', '0040-00000216'],
    ['auto-orient', '0040-00000214'],
    ['interlace', '0040-00000281'],
    ['format', '0040-00000207'],
    ['format,1an', '0040-00000206'],
    ['quality', '0040-00000307'],
    ['quality,z_90', '0040-00000307'],
    ['quality,value_90', '0040-00000307'],
    ['quality,constructor_90', '0040-00000307'],
    ['resize', '0040-00000322'],
    ['resize,', '0040-00000322'],
    ['resize,foo_1', '0040-00000322'],
    ['resize,m_fill', '0040-00000322'],
    ['resize,limit_0', '0040-00000322'],
  ])('%s misses a value, with %s', (action, ec) => {
    expect(refusal(action)).toMatchObject({ code: 'MissingArgument', status: 400, ec });
  });

  test.each([
    ['rotate', 'The parameter: rotate needs a value: an integer from 0 to 360.'],
    ['circle', 'The parameter: r needs a value: an integer from 1 to 4096.'],
    ['blur,r_3', 'The parameter: s needs a value: an integer from 1 to 50.'],
    ['resize', 'The parameter: resize needs a value: at least one of w, h, l, s, p.'],
    ['resize,m_fill', 'The parameter: resize needs a value: at least one of w, h, l, s, p.'],
    ['quality', 'The parameter: quality needs a value: at least one of q, Q.'],
  ])('%s says what is needed', (action, message) => {
    expect(refusal(action).message).toBe(message);
  });
});

describe('texts of the vendor', () => {
  test.each([
    ['resize,w_0', 'The value: 0 of parameter: w is invalid.', '0040-00000312'],
    ['resize,w_99999999', 'The value: 99999999 of parameter: w is invalid.', '0040-00000312'],
    ['resize,h_0', 'The value: 0 of parameter: h is invalid.', '0040-00000313'],
    ['resize,w_0,h_0', 'The value: 0 of parameter: w is invalid.', '0040-00000321'],
    ['resize,m_stretch,w_1', 'The value: stretch of parameter: m is invalid.', '0040-00000311'],
    ['resize,w_1,color_xyz', 'The value: xyz of parameter: color is invalid.', undefined],
    ['crop,g_middle', 'The value: middle of parameter: g is invalid.', '0040-00000209'],
    ['crop,w_-1', 'The value: -1 of parameter: w is invalid.', '0040-00000225'],
    ['quality,image', 'The value: image of parameter: quality is invalid.reason:Value must be digit', '0040-00000310'],
    ['quality,101', 'The value: 101 of parameter: quality is invalid.', '0040-00000310'],
    ['quality,q_0', 'The value: 0 of parameter: q is invalid.', '0040-00000309'],
    ['quality,Q_x', 'The value: x of parameter: Q is invalid.', '0040-00000308'],
  ])('%s', (action, message, ec) => {
    const error = refusal(action);
    expect(error).toMatchObject({ code: 'InvalidArgument', status: 400, ec });
    expect(error.message.startsWith(message)).toBe(true);
  });
});

test('format: jpeg is jpg; 1an is a word beside the value', () => {
  expect(bound('format,jpeg')).toEqual({ value: 'jpg' });
  expect(bound('format,src,1an')).toEqual({ value: 'src', '1an': 1 });
  expect(bound('format,1an,src')).toEqual({ value: 'src', '1an': 1 });
});

test('quality: lossless is a word beside the numbers, in these letters', () => {
  expect(bound('quality,lossless')).toEqual({ lossless: 1 });
  expect(bound('quality,Q_80,lossless')).toEqual({ Q: 80, lossless: 1 });
  expect(refusal('quality,Lossless')).toMatchObject({ code: 'InvalidArgument', ec: '0040-00000310' });
  expect(refusal('quality,Q_lossless')).toMatchObject({ code: 'InvalidArgument', ec: '0040-00000308' });
});

test('info takes nothing and ignores what it is given', () => {
  expect(bound('info')).toEqual({});
  expect(bound('info,x_1')).toEqual({});
});
