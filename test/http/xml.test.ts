import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OssError } from '#src/errors.js';
import { childOf, childrenOf, readXml, textOf, writeXml, type XmlElement } from '#src/http/xml.js';

const read = (text: string): XmlElement => readXml(Buffer.from(text));

test('elements in the order given, lists repeated, undefined left out', () => {
  const xml = writeXml('ListBucketResult', {
    Name: 'b',
    Prefix: '',
    MaxKeys: 100,
    IsTruncated: false,
    NextMarker: undefined,
    Contents: [
      { Key: 'a', Owner: { ID: '1' } },
      { Key: 'b', Owner: { ID: '1' } },
    ],
    CommonPrefixes: [],
  });
  expect(xml).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><Name>b</Name><Prefix></Prefix><MaxKeys>100</MaxKeys>' +
      '<IsTruncated>false</IsTruncated><Contents><Key>a</Key><Owner><ID>1</ID></Owner></Contents>' +
      '<Contents><Key>b</Key><Owner><ID>1</ID></Owner></Contents></ListBucketResult>',
  );
});

test('markup is escaped, a carriage return kept, forbidden characters replaced', () => {
  const key = 'a<b>&"\'\t\n\r\u0000\u0001\u000b\u001f\u007f\u0085\ufffe\uffff\ud800图😀';
  expect(writeXml('K', key)).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<K>a&lt;b&gt;&amp;&quot;'\t\n&#13;${'\ufffd'.repeat(4)}\u007f\u0085${'\ufffd'.repeat(3)}图😀</K>`,
  );
});

test('property: what is written is well-formed, and reads back as text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const back = readXml(Buffer.from(writeXml('Root', { Key: key }))).children[0]?.text ?? '';
      const carried = key.replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, (found) =>
        /[\t\n\r\u007f-\u009f]/.test(found) ? found : '\ufffd',
      );
      expect(back).toBe(carried);
    }),
  );
});

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
