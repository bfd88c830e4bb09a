import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { childOf, childrenOf, readXml, readXmlInTurns, textOf, type XmlElement } from '#src/http/xml-document.js';

const read = (text: string): XmlElement => readXml(Buffer.from(text));

test('a document is read whatever its prefixes, attributes, comments and CDATA', () => {
  const root = read(`\ufeff<?xml version="1.0" encoding="UTF-8"?>
    <!-- a list --><d:Delete xmlns:d="http://example.com/" x="<![CDATA["><Quiet>true</Quiet>
    <d:Object><Key> a&amp;&#x56fe;&#65;&lt;b </Key></d:Object><Object><Key><![CDATA[<&amp;>]]>c</Key></Object><Empty/></d:Delete>`);
  expect(root.name).toBe('Delete');
  expect(textOf(root, 'Quiet')).toBe('true');
  expect(childrenOf(root, 'Object').map((object) => textOf(object, 'Key'))).toEqual([' a&图A<b ', '<&amp;>c']);
  expect(childOf(root, 'Empty')).toEqual({ name: 'Empty', text: '', children: [] });
  expect(textOf(root, 'Missing')).toBeUndefined();
});

test('numbers and truth values stay text', () => {
  expect(read('<A><B>007</B><C>true</C><D>1e3</D><E>0x1F</E></A>').children.map(({ text }) => text)).toEqual([
    '007',
    'true',
    '1e3',
    '0x1F',
  ]);
});

const deep = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);

test.each([
  ['nothing', ''],
  ['no element', 'text'],
  ['two roots', '<a/><b/>'],
  ['text around the root', '<a/>text'],
  ['an open element', '<a><b></a>'],
  ['a wrong end', '<a></b>'],
  ['a broken tag', '<a'],
  ['a bare ampersand', '<a>&</a>'],
  ['an unknown entity', '<a>&nbsp;</a>'],
  ['a reference to nothing', '<a>&#0;</a>'],
  ['a reference to a surrogate', '<a>&#xd800;</a>'],
  ['a reference beyond Unicode', '<a>&#x110000;</a>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
  ['elements without end', '<a>'.repeat(300_000)],
  ['too deep a nesting', deep(40)],
  ['too many elements', `<a>${'<b/>'.repeat(90_000)}</a>`],
  ['too long a text', `<a>${'x'.repeat(1_048_576)}</a>`],
  ['CDATA after the root', '<a/><![CDATA[x]]>'],
  ['a name of JavaScript', '<a><__proto__>x</__proto__></a>'],
])('%s is MalformedXML', (_what, xml) => {
  expect(() => read(xml)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test('bytes that are not UTF-8 are MalformedXML', () => {
  expect(() => readXml(Buffer.from('<a>\xff</a>', 'latin1'))).toThrow(
    expect.objectContaining({ code: 'MalformedXML' }),
  );
});

test('keys with control characters come through, as they are and as references', () => {
  const root = read('<A><K>\u0001\u001f</K><K>&#1;&#x1F;&#127;</K><K><![CDATA[\u0002&#1;]]></K></A>');
  expect(root.children.map(({ text }) => text)).toEqual(['\u0001\u001f', '\u0001\u001f\u007f', '\u0002&#1;']);
  expect(() => read(`<A>${'\u0001'.repeat(10_001)}</A>`)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test('a declaration of another version changes nothing', () => {
  expect(read('<?xml version="1.1"?><A>\u0085\u2028&#1;</A>').text).toBe('\u0085\u2028\u0001');
});

test.each([
  ['references', `<a>${'&amp;'.repeat(200_000)}</a>`],
  ['attributes', `<a ${Array.from({ length: 80_000 }, (_, n) => `b${n}="1"`).join(' ')}/>`],
  ['text', `<a>${'x'.repeat(1_000_000)}</a>`],
])('a megabyte of %s lets others in between', async (_what, text) => {
  let turns = 0;
  const count = () => {
    turns++;
    turn = setImmediate(count);
  };
  let turn = setImmediate(count);
  expect(await readXmlInTurns(Buffer.from(text))).toEqual(read(text));
  clearImmediate(turn);
  expect(turns).toBeGreaterThan(20);
});

test('pieces may end anywhere', async () => {
  const text = `<A>${'é图😀\r\n&amp;&#x1F600;<B/>'.repeat(4000)}</A>`;
  expect(text.length).toBeGreaterThan(65_536);
  expect(await readXmlInTurns(Buffer.from(text))).toEqual(read(text));
});

test('the longest list of parts is within the limits', () => {
  const part = '<Part><PartNumber>10000</PartNumber><ETag>"D41D8CD98F00B204E9800998ECF8427E"</ETag></Part>';
  expect(read(`<C>${part.repeat(10_000)}</C>`).children).toHaveLength(10_000);
});

const piece = fc.constantFrom(
  ...['<', '>', '</', '/>', '<a>', '</a>', '<a ', 'b="', '"', "'", '=', '&', ';', '&#', '&#x41;', '&amp;'],
  ...[
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<!DOCTYPE',
    '<!ENTITY',
    'x',
    ' ',
    '\n',
    '\u0000',
    '图',
    '__proto__',
  ],
);

test('property: any text is an element or MalformedXML', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join('')),
      (text) => {
        try {
          expect(typeof read(text).name).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(OssError);
          expect((error as OssError).code).toBe('MalformedXML');
        }
      },
    ),
    { numRuns: 2000 },
  );
});
