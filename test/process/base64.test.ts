import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64Of, base64Text } from '#src/process/base64.js';

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const standard = (plain: string) => Buffer.from(plain).toString('base64');

describe('text in base64', () => {
  test.each([
    ['cGFuZGEucG5n', 'panda.png'],
    ['d3F5LXplbmhlaQ==', 'wqy-zenhei'],
    ['d3F5LXplbmhlaQ', 'wqy-zenhei'],
    ['d3F5LXplbmhlaQ=', 'wqy-zenhei'],
    ['5rC05Y2w', '水印'],
    ['', ''],
    ['77u_YQ', '\ufeffa'],
    ['AA', '\0'],
  ])('%j is %j', (encoded, plain) => {
    expect(base64Text(encoded)).toBe(plain);
  });

  test.each(['*', 'a', 'YWJjZ', 'YQ===', '=YQ', 'YQ=Y', 'Y$', '_w', 'gICA', 'YQ\u00a0', 'ｙQ', 'YQ\0', '7aCA', '.'])(
    '%j is none',
    (encoded) => {
      expect(base64Text(encoded)).toBeUndefined();
    },
  );

  test('both alphabets, with and without padding, come back as they were', () => {
    fc.assert(
      fc.property(text, (plain) => {
        fc.pre(!/[\ud800-\udfff]/.test(plain.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')));
        expect(base64Text(base64Of(plain))).toBe(plain);
        expect(base64Text(standard(plain))).toBe(plain);
        expect(base64Text(standard(plain).replaceAll('=', ''))).toBe(plain);
      }),
    );
  });

  test('a + that arrived as a blank is a + again', () => {
    const plain = ['水印>>>水印', '图片服务', 'a~b~c', '>>>', '微'].filter((each) => standard(each).includes('+'));
    expect(plain.length).toBeGreaterThan(2);
    for (const each of plain) expect(base64Text(standard(each).replaceAll('+', ' '))).toBe(each);
  });

  test('white space between the digits is dropped, as in the guide', () => {
    const guide = 'cGFuZGEucG5nP3gtb3NzLXByb2Nlc3M9aW1hZ2Uvc mVzaXplLFBfMzA';
    for (const blank of [' ', '\n', '\r\n', '\t']) {
      expect(base64Text(guide.replace(' ', blank))).toBe('panda.png?x-oss-process=image/resize,P_30');
    }
  });

  test('whatever is sent is a text or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (encoded) => {
        expect(['string', 'undefined']).toContain(typeof base64Text(encoded));
      }),
    );
  });
});
