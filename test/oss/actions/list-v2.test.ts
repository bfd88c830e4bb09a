import { beforeAll, describe, expect, test } from 'vitest';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
const KEYS = ['a.txt', 'dir/one', 'dir/sub/two', 'dir/three', 'dir2/x', 'z & <é>.txt'];

beforeAll(async () => {
  await service.owner('PUT', 'list', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'closed');
  for (const key of KEYS) await service.owner('PUT', `list/${key}`, { body: key });
});

const list = (query: string) => service.ask({ path: '/list', query: `list-type=2&${query}` });
const prefixes = (text: string) => [...text.matchAll(/<CommonPrefixes><Prefix>([^<]*)</g)].map((match) => match[1]);
const xmlKeys = [...KEYS]
  .sort()
  .map((key) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));

describe('ListObjectsV2', () => {
  test('everything, in byte order, without owners', async () => {
    const { status, text } = await list('');
    expect(status).toBe(200);
    expect(elements(text, 'Key')).toEqual(xmlKeys);
    expect(text).toContain(
      '<ListBucketResult><Name>list</Name><Prefix></Prefix><StartAfter></StartAfter><MaxKeys>100</MaxKeys>' +
        '<Delimiter></Delimiter><IsTruncated>false</IsTruncated><Contents><Key>a.txt</Key>',
    );
    expect(element(text, 'KeyCount')).toBe('6');
    expect(text).not.toMatch(/Owner|ContinuationToken|NextMarker|EncodingType/);
  });

  test('owners on request', async () => {
    const { text } = await list('fetch-owner=true');
    expect(elements(text, 'ID')).toEqual(KEYS.map(() => 'alice'));
    expect((await list('fetch-owner=false')).text).not.toContain('Owner');
    expect(refusal(await list('fetch-owner=yes'))).toBe(
      '400 InvalidArgument: The value: yes of parameter: fetch-owner is invalid. Allowed: true or false.',
    );
  });

  test('empty parameters mean none: oss2 always sends them', async () => {
    const query = 'prefix=&delimiter=&continuation-token=&start-after=&fetch-owner=&max-keys=100&encoding-type=url';
    expect(element((await list(query)).text, 'KeyCount')).toBe('6');
  });

  test('pages by token; folded names count as keys; start-after holds for the first page', async () => {
    const seen: string[] = [];
    let token = '';
    for (let page = 0; page < 10; page++) {
      const { text } = await list(
        `delimiter=/&max-keys=1&encoding-type=url&start-after=a.txt&continuation-token=${token}`,
      );
      expect(element(text, 'KeyCount')).toBe('1');
      expect(element(text, 'StartAfter')).toBe('a.txt');
      expect(element(text, 'ContinuationToken')).toBe(token === '' ? undefined : token);
      seen.push(...elements(text, 'Key'), ...prefixes(text).map(String));
      if (element(text, 'IsTruncated') === 'false') break;
      token = String(element(text, 'NextContinuationToken'));
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
    }
    expect(seen).toEqual(['dir%2F', 'dir2%2F', 'z%20%26%20%3C%C3%A9%3E.txt']);
  });

  test('a token is of no alphabet but its own, and never the whole of nothing', async () => {
    for (const token of ['%21', '_w', 'AA%3D%3D', 'a', 'A'.repeat(1400)])
      expect(element((await list(`continuation-token=${token}`)).text, 'ArgumentName')).toBe('continuation-token');
  });

  test('encoding-type=url encodes all that is a key', async () => {
    const { text } = await list('prefix=z+%26&delimiter=%2F&start-after=a%20b&encoding-type=url');
    expect(element(text, 'EncodingType')).toBe('url');
    expect(element(text, 'Prefix')).toBe('z%20%26');
    expect(element(text, 'Delimiter')).toBe('%2F');
    expect(element(text, 'StartAfter')).toBe('a%20b');
    expect(element(text, 'Key')).toBe('z%20%26%20%3C%C3%A9%3E.txt');
  });

  test('below a prefix, folded', async () => {
    const { text } = await list('prefix=dir/&delimiter=/');
    expect(elements(text, 'Key')).toEqual(['dir/one', 'dir/three']);
    expect(prefixes(text)).toEqual(['dir/sub/']);
    expect(element(text, 'KeyCount')).toBe('3');
  });

  test.each(['list-type=1', 'list-type=', 'list-type=3'])('%s is no kind of listing', async (query) => {
    const reply = await service.ask({ path: '/list', query });
    expect(reply.status).toBe(400);
    expect(element(reply.text, 'ArgumentName')).toBe('list-type');
  });

  test('limits', async () => {
    expect((await list('max-keys=0')).status).toBe(400);
    expect((await list('max-keys=1001')).status).toBe(400);
    expect((await list(`start-after=${'x'.repeat(1024)}`)).status).toBe(400);
    expect((await list('encoding-type=base64')).status).toBe(400);
  });

  test('a private bucket lists for its owner alone', async () => {
    const query = 'list-type=2&start-after=a&fetch-owner=true&continuation-token=YQ';
    expect((await service.owner('GET', 'closed', { query })).status).toBe(200);
    expect((await service.stranger('GET', 'closed', { query })).status).toBe(403);
    expect((await service.ask({ path: '/closed', query })).status).toBe(403);
  });
});
