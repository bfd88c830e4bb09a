import { describe, expect, expectTypeOf, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { base64Of } from '#src/process/base64.js';
import { base64, choice, color, flag, integer, LARGEST, refused, type Values, word } from '#src/process/params.js';

describe('integer', () => {
  const side = integer('A side.', { min: 1, max: 4096, current: 16384, cause: 312 });

  test.each([
    ['1', 1],
    ['4096', 4096],
    ['007', 7],
    ['000000000000007', 7],
    ['0', undefined],
    ['4097', undefined],
    ['-1', undefined],
    ['', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    [' 1', undefined],
    ['+1', undefined],
    ['0x10', undefined],
    ['１', undefined],
    ['99999999999999999999', undefined],
  ])('%j is %j', (text, value) => {
    expect(side.parse(text, 'guide')).toBe(value);
  });

  test('has a wider end under the profile current', () => {
    expect(side.parse('16384', 'current')).toBe(16384);
    expect(side.parse('16385', 'current')).toBeUndefined();
    expect(side.allowed('current')).toBe('an integer from 1 to 16384');
    expect(side.allowed('guide')).toBe('an integer from 1 to 4096');
  });

  test('reads negative numbers and has one zero', () => {
    const level = integer('A level.', { min: -100, max: 100 });
    expect(level.parse('-100', 'guide')).toBe(-100);
    expect(Object.is(level.parse('-0', 'guide'), 0)).toBe(true);
  });

  test('reads up to the largest number without an end of its own', () => {
    const open = integer('A length.', { min: 0, max: LARGEST });
    expect(open.parse('2147483647', 'guide')).toBe(2147483647);
    expect(open.parse('2147483648', 'guide')).toBeUndefined();
  });
});

test('choice is case-sensitive and knows other spellings', () => {
  const format = choice('Format.', ['jpg', 'png'], { also: { jpeg: 'jpg' }, required: true });
  expect(format.parse('jpeg', 'guide')).toBe('jpg');
  expect(format.parse('png', 'guide')).toBe('png');
  for (const text of ['PNG', '', 'toString', '__proto__']) expect(format.parse(text, 'guide')).toBeUndefined();
});

test('flag is 0 or 1', () => {
  const limit = flag('Limit.', { fallback: 1 });
  expect(['0', '1', '2', '01', 'true', ''].map((text) => limit.parse(text, 'guide'))).toEqual([
    0,
    1,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('color is six hexadecimal digits, kept in upper case', () => {
  const pad = color('Colour.', {});
  expect(pad.parse('ff6a00', 'guide')).toBe('FF6A00');
  for (const text of ['', 'fff', '#ff6a00', 'gg0000', 'ff6a000']) expect(pad.parse(text, 'guide')).toBeUndefined();
});

test('a refused value names the parameter, the value, the range and the cause', () => {
  const side = integer('A side.', { min: 1, max: 4096, cause: 312 });
  expect(refused('w', 'abc', side, 'guide')).toMatchObject({
    code: 'InvalidArgument',
    status: 400,
    message: 'The value: abc of parameter: w is invalid. Allowed: an integer from 1 to 4096.',
    ec: '0040-00000312',
  });
});

test('values are typed by their rows: always there with a fallback or required, else optional', () => {
  const table = {
    mode: choice('Mode.', ['lfit', 'fill'], { fallback: 'lfit' }),
    width: integer('Width.', { min: 1, max: 9 }),
    angle: integer('Angle.', { min: 0, max: 9, required: true }),
    limit: flag('Limit.', { fallback: 1 }),
    color: color('Colour.', { fallback: 'FFFFFF' }),
    an: word('Word.'),
  };
  expectTypeOf<Values<typeof table>['mode']>().toEqualTypeOf<'lfit' | 'fill'>();
  expectTypeOf<Values<typeof table>['width']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Values<typeof table>['angle']>().toEqualTypeOf<number>();
  expectTypeOf<Values<typeof table>['limit']>().toEqualTypeOf<0 | 1>();
  expectTypeOf<Values<typeof table>['color']>().toEqualTypeOf<string>();
  expectTypeOf<Values<typeof table>['an']>().toEqualTypeOf<1 | undefined>();
  expect(Object.values(table).map((row) => row.always)).toEqual([true, false, true, true, true, false]);
});

test('color may also be the base64 of # and its digits, where the row says so', () => {
  const ink = color('Colour.', { encoded: true, fallback: '000000' });
  for (const text of ['ff6a00', base64Of('#FF6a00'), Buffer.from('#FF6A00').toString('base64')]) {
    expect(ink.parse(text, 'guide')).toBe('FF6A00');
  }
  for (const inside of ['FF6A00', '#FF6A0', '#FF6A000', '##FF6A00', '#FF6A0G', '# F6A00']) {
    expect(ink.parse(base64Of(inside), 'guide')).toBeUndefined();
  }
  expect(refused('color', base64Of('#00000t'), ink, 'guide').message).toMatch(
    /^The value: #00000t of parameter: color/,
  );
  expect(refused('color', 'zzz', ink, 'guide').message).toBe(
    'The value: zzz of parameter: color is invalid. ' +
      'Allowed: six hexadecimal digits RRGGBB, 000000 to FFFFFF, or the base64 of # and them.',
  );
  const plain = color('Colour.', { fallback: '000000' });
  expect(plain.parse(base64Of('#FF6A00'), 'guide')).toBeUndefined();
});

describe('base64', () => {
  const row = base64('A name.', {
    read: (text) => (text.length < 5 ? text : undefined),
    plain: (text) => (text === 'none' ? 'none' : undefined),
    allowed: 'a short name',
    refusal: (name, text) => (text === '' ? new OssError('MissingArgument', `${name} is empty`) : undefined),
    cause: 7,
  });

  test('is the text inside', () => {
    expect(row.parse(base64Of('é水'), 'guide')).toBe('é水');
    expect(row.parse('none', 'guide')).toBe('none');
    expect(row.parse(base64Of('eleven'), 'guide')).toBeUndefined();
    expect(row.parse('*', 'guide')).toBeUndefined();
  });

  test('shows in an error what stands inside', () => {
    expect(refused('n', base64Of('eleven'), row, 'guide')).toMatchObject({
      code: 'InvalidArgument',
      ec: '0040-00000007',
      message: 'The value: eleven of parameter: n is invalid. Allowed: the base64 of a short name.',
    });
    expect(refused('n', '', row, 'guide').message).toBe('n is empty');
  });

  test('that is none is the vendor’s own error', () => {
    expect(refused('n', '*', row, 'guide')).toMatchObject({
      code: 'BadRequest',
      ec: '0040-00000265',
      message: 'Input is not base64 decoding. Allowed in n: the URL-safe base64 of a text in UTF-8.',
    });
  });
});
