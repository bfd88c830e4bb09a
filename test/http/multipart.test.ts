/** Forms read part by part: whatever the chunks they come in, and never what two readers could read in two ways. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundaryOf, MultipartReader } from '#src/http/multipart.js';
import { formBody } from '../oss/form/forms.js';

async function* chunked(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function partsOf(body: Buffer | string, { boundary = 'b', size = 65_536 } = {}) {
  const reader = new MultipartReader(chunked(Buffer.from(body), size), boundary);
  const parts: object[] = [];
  for (let head = await reader.next(); head !== undefined; head = await reader.next()) {
    const chunks: Buffer[] = [];
    for await (const chunk of reader.content()) chunks.push(chunk);
    parts.push({ ...head, content: Buffer.concat(chunks).toString('latin1') });
  }
  return parts;
}

const part = (disposition: string, content = 'x', more = '') =>
  `--b\r\nContent-Disposition: ${disposition}${more}\r\n\r\n${content}\r\n`;
const END = '--b--\r\n';

describe('what comes out', () => {
  test('names, types and bytes, in chunks of any size', async () => {
    const nasty = '\r\n--a\r\n--\r\n-\r\r\n--B\n--b\0';
    const body = formBody(
      [
        ['key', 'a/$ {filename}'],
        ['empty', ''],
        ['file', nasty, 'C:\\x\\猫.png', 'image/png'],
      ],
      'b',
    );
    for (let size = 1; size < body.length + 2; size++) {
      expect(await partsOf(body, { size })).toEqual([
        { name: 'key', content: 'a/$ {filename}' },
        { name: 'empty', content: '' },
        { name: 'file', filename: 'C:\\x\\猫.png', contentType: 'image/png', content: nasty },
      ]);
    }
  });

  test('any bytes, any boundary, any chunks', async () => {
    const text = fc.array(fc.constantFrom('\r', '\n', '-', '--', 'b', '--b', 'B', 'x', '\0'), { maxLength: 30 });
    const unit = fc.constantFrom('b', 'bb', '-b', 'b-', '--', 'x:y');
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        unit,
        fc.integer({ min: 1, max: 9 }),
        async (all, boundary, size) => {
          const contents = all
            .map((each) => each.join(''))
            .filter((each) => !`\r\n${each}\r\n`.includes(`\r\n--${boundary}`));
          const body = formBody(
            contents.map((each, n) => [`f${n}`, Buffer.from(each, 'latin1')] as const),
            boundary,
          );
          if (contents.length === 0) return;
          expect(await partsOf(body, { boundary, size })).toEqual(
            contents.map((content, n) => ({ name: `f${n}`, content })),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['form-data; name=key', { name: 'key' }],
    ['FORM-DATA;NAME="key"', { name: 'key' }],
    ['form-data; filename="a.png"; name="file";', { name: 'file', filename: 'a.png' }],
    ['form-data; name="file"; filename="a;b=\\"c\\".png"', { name: 'file', filename: 'a;b="c".png' }],
    ['form-data; name="file"; filename="C:\\dir\\new.png"', { name: 'file', filename: 'C:\\dir\\new.png' }],
    ['form-data; name="file"; filename="a%22b.png"', { name: 'file', filename: 'a%22b.png' }],
    ['form-data; name="file"; filename=""', { name: 'file', filename: '' }],
    ['form-data; name="file"; filename="x"; filename*=utf-8\'\'%E7%8C%AB.png', { name: 'file', filename: '猫.png' }],
  ])('Content-Disposition: %s', async (disposition, expected) => {
    expect(await partsOf(part(disposition) + END)).toEqual([{ ...expected, content: 'x' }]);
  });

  test('spaces and case of other headers do not matter; an epilogue of some bytes is nothing', async () => {
    const one = part('form-data; name="a"', 'x', '\r\ncontent-TYPE:  image/png \r\nX-Other: 1');
    expect(await partsOf(`${one}${END}good bye`)).toEqual([{ name: 'a', contentType: 'image/png', content: 'x' }]);
  });
});

describe('refused as malformed', () => {
  const good = part('form-data; name="a"');
  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['something before the first boundary', `hello\r\n${good}${END}`],
    ['another boundary', `--c\r\n\r\n--c--\r\n`],
    ['no last boundary', good],
    ['an end within the last boundary', `${good}--b-`],
    ['an end within a head', '--b\r\nContent-Disposition: form-data; name="a"\r\n'],
    ['a boundary that goes on', `${good.slice(0, -3)}\r\n--bx\r\n${END}`],
    ['white space behind a boundary', `--b \r\n${good.slice(5)}${END}`],
    ['bare line feeds', good.replaceAll('\r\n', '\n') + END],
    ['no head', `--b\r\n\r\nx\r\n${END}`],
    ['no disposition', `--b\r\nContent-Type: a/b\r\n\r\nx\r\n${END}`],
    ['another disposition', part('attachment; name="a"') + END],
    ['no name', part('form-data') + END],
    ['an empty name', part('form-data; name=""') + END],
    ['two names', part('form-data; name="a"; name="b"') + END],
    ['two names in other letters', part('form-data; name="a"; NAME="b"') + END],
    ['two dispositions', part('form-data; name="a"', 'x', '\r\nContent-Disposition: form-data; name="b"') + END],
    ['two types', part('form-data; name="a"', 'x', '\r\nContent-Type: a/b\r\ncontent-type: c/d') + END],
    ['a quote that does not close', part('form-data; name="a') + END],
    ['text behind a quote', part('form-data; name="a"b') + END],
    ['a folded line', part('form-data;\r\n name="a"') + END],
    ['a line that is no header', part('form-data; name="a"', 'x', '\r\nhello') + END],
    ['a carriage return in a name', part('form-data; name="a\rb"') + END],
    ['a line feed in a file name', part('form-data; name="a"; filename="a\nSet-Cookie: b"') + END],
    ['U+0000 in a name', part('form-data; name="a\0"') + END],
    ['a name that is no UTF-8', Buffer.from(part('form-data; name="\xff"') + END, 'latin1')],
    ['filename* of another charset', part('form-data; name="a"; filename*=iso-8859-1\'\'a') + END],
    ['filename* that is no UTF-8', part('form-data; name="a"; filename*=utf-8\'\'%ff') + END],
    ['a head without an end', `--b\r\nX: ${'x'.repeat(9000)}`],
    ['a long head', part('form-data; name="a"', 'x', `\r\nX: ${'x'.repeat(9000)}`) + END],
    ['a long epilogue', `${good}${END}${'x'.repeat(9000)}`],
  ])('%s', async (_, body) => {
    await expect(partsOf(body)).rejects.toMatchObject({ code: 'MalformedPOSTRequest', status: 400 });
    await expect(partsOf(body, { size: 1 })).rejects.toMatchObject({ code: 'MalformedPOSTRequest' });
  });

  test('a head is not waited for without end', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('--b\r\nX: ');
      for (; ; given++) yield Buffer.alloc(1024, 'x');
    }
    await expect(new MultipartReader(endless(), 'b').next()).rejects.toMatchObject({ code: 'MalformedPOSTRequest' });
    expect(given).toBeLessThan(20);
  });

  test('what breaks the body is told as it is', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('--b\r\n');
      throw new Error('gone');
    }
    await expect(new MultipartReader(broken(), 'b').next()).rejects.toThrow('gone');
  });
});

describe('the boundary', () => {
  test.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data;charset=utf-8; Boundary="a b=c"', 'a b=c'],
    [`multipart/form-data; boundary=${'x'.repeat(70)}`, 'x'.repeat(70)],
  ])('of %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });

  test.each([
    undefined,
    '',
    'text/plain; boundary=a',
    'multipart/mixed; boundary=a',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=""',
    'multipart/form-data; boundary=a; boundary=b',
    'multipart/form-data; boundary=a b',
    'multipart/form-data; boundary="a;b"',
    'multipart/form-data; boundary=é',
    `multipart/form-data; boundary=${'x'.repeat(71)}`,
  ])('is not in %s', (type) => {
    expect(() => boundaryOf(type)).toThrow(expect.objectContaining({ code: 'MalformedPOSTRequest' }));
  });
});
