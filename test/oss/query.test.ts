import { describe, expect, test } from 'vitest';
import { Query } from '#src/oss/query.js';

describe('Query', () => {
  test('keeps the order and reads a and a= alike', () => {
    expect(new Query('acl&b=&c=1&c=2').entries).toEqual([
      ['acl', ''],
      ['b', ''],
      ['c', '1'],
      ['c', '2'],
    ]);
  });

  test('the first of several values counts', () => {
    expect(new Query('a=1&a=2').get('a')).toBe('1');
  });

  test('a plus is a space, %2B a plus, in names too', () => {
    const query = new Query('prefix=a+b%2Bc&x+y=%20');
    expect(query.get('prefix')).toBe('a b+c');
    expect(query.get('x y')).toBe(' ');
  });

  test('only the first = splits', () => {
    expect(new Query('x-oss-process=image/watermark,text_aGk=').get('x-oss-process')).toBe('image/watermark,text_aGk=');
  });

  test('empty parts are none', () => {
    expect(new Query('&&a=1&').entries).toEqual([['a', '1']]);
    expect(new Query('').entries).toEqual([]);
  });

  test('value() reads an empty parameter as absent, has() as present', () => {
    const query = new Query('prefix=&acl');
    expect(query.value('prefix')).toBeUndefined();
    expect(query.has('acl')).toBe(true);
    expect(query.get('acl')).toBe('');
    expect(query.has('Acl')).toBe(false);
  });

  test.each(['a=%', 'a=%zz', '%ff=1', 'x-oss-process=image%00'])('refuses %s with InvalidArgument', (raw) => {
    const query = new Query(raw);
    expect(() => query.get('a')).toThrow(
      expect.objectContaining({
        code: 'InvalidArgument',
        status: 400,
        message: 'The query string is not valid percent-encoded UTF-8 without U+0000.',
      }),
    );
  });
});
