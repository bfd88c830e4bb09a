import { beforeAll, describe, expect, test } from 'vitest';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const KEYS = ['a.txt', 'dir/one', 'dir/sub/two', 'dir/three', 'dir2/x', 'z & <é>.txt'];

beforeAll(async () => {
  await service.owner('PUT', 'list', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'closed');
  for (const key of KEYS) await service.owner('PUT', `list/${key}`, { body: key });
});

const list = (query: string) => service.ask({ path: '/list', query });
const prefixes = (text: string) => [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map((match) => match[1]);

describe('ListObjects', () => {
  test('everything, in byte order, with every element that clients read', async () => {
    const { status, text, headers } = await list('');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/xml');
    expect(elements(text, 'Key')).toEqual([
      'a.txt',
      'dir/one',
      'dir/sub/two',
      'dir/three',
      'dir2/x',
      'z &amp; &lt;é&gt;.txt',
    ]);
    const [first] = /<Contents>.*?<\/Contents>/.exec(text) ?? [];
    expect(first).toMatch(
      new RegExp(
        '^<Contents><Key>a.txt</Key><LastModified>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z</LastModified>' +
          '<ETag>&quot;[0-9A-F]{32}&quot;</ETag><Type>Normal</Type><Size>5</Size><StorageClass>Standard</StorageClass>' +
          '<Owner><ID>alice</ID><DisplayName>alice</DisplayName></Owner></Contents>$',
      ),
    );
    expect(text).toContain(
      '<ListBucketResult><Name>list</Name><Prefix></Prefix><Marker></Marker><MaxKeys>100</MaxKeys><Delimiter></Delimiter><IsTruncated>false</IsTruncated><Contents>',
    );
  });

  test('empty parameters mean none: oss2 always sends them', async () => {
    const { text } = await list('prefix=&delimiter=&marker=&max-keys=100&encoding-type=url');
    expect(elements(text, 'Key')).toHaveLength(KEYS.length);
  });

  test('folds at a delimiter', async () => {
    const { text } = await list('delimiter=/');
    expect(elements(text, 'Key')).toEqual(['a.txt', 'z &amp; &lt;é&gt;.txt']);
    expect(prefixes(text)).toEqual(['dir/', 'dir2/']);
    expect(element(text, 'Delimiter')).toBe('/');
  });

  test('below a prefix', async () => {
    const { text } = await list('prefix=dir/&delimiter=/');
    expect(elements(text, 'Key')).toEqual(['dir/one', 'dir/three']);
    expect(prefixes(text)).toEqual(['dir/sub/']);
  });

  test('in pages that together are everything', async () => {
    const seen: string[] = [];
    let marker = '';
    for (let page = 0; page < 10; page++) {
      const { text } = await list(`delimiter=/&max-keys=1&encoding-type=url&marker=${marker}`);
      seen.push(...elements(text, 'Key'), ...prefixes(text).map(String));
      if (element(text, 'IsTruncated') === 'false') break;
      marker = String(element(text, 'NextMarker'));
    }
    expect(seen).toEqual(['a.txt', 'dir%2F', 'dir2%2F', 'z%20%26%20%3C%C3%A9%3E.txt']);
  });

  test('encoding-type=url encodes all that is a key', async () => {
    const { text } = await list('prefix=z+%26&delimiter=%2F&marker=a%20b&encoding-type=url');
    expect(element(text, 'EncodingType')).toBe('url');
    expect(element(text, 'Prefix')).toBe('z%20%26');
    expect(element(text, 'Delimiter')).toBe('%2F');
    expect(element(text, 'Marker')).toBe('a%20b');
    expect(element(text, 'Key')).toBe('z%20%26%20%3C%C3%A9%3E.txt');
  });

  test.each(['0', '1001', '-1', 'ten', '1.5'])('max-keys=%s', async (value) => {
    const reply = await list(`max-keys=${value}`);
    expect(refusal(reply)).toBe(
      `400 InvalidArgument: The value: ${value} of parameter: max-keys is invalid. Allowed: an integer from 1 to 1000.`,
    );
    expect(element(reply.text, 'ArgumentName')).toBe('max-keys');
  });

  test.each(['1', '1000'])('max-keys=%s is fine', async (value) => {
    expect((await list(`max-keys=${value}`)).status).toBe(200);
  });

  test('other encodings, and texts longer than any key', async () => {
    expect((await list('encoding-type=base64')).status).toBe(400);
    for (const name of ['prefix', 'marker', 'delimiter'])
      expect((await list(`${name}=${'x'.repeat(1024)}`)).status).toBe(400);
  });

  test('a private bucket lists for its owner alone', async () => {
    expect((await service.owner('GET', 'closed')).status).toBe(200);
    expect(refusal(await service.ask({ path: '/closed' }))).toBe(
      '403 AccessDenied (0003-00000001): You have no right to access this object because of bucket acl.',
    );
    expect((await service.stranger('GET', 'closed')).status).toBe(403);
  });
});
