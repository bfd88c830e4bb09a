import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeXml } from '#src/http/xml.js';
import { readXml } from '#src/http/xml-document.js';

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
