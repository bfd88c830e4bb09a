/** Tags of objects and of buckets, by document and by header. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ask } from '../request.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();
beforeAll(async () => {
  await service.owner('PUT', 'tags', { headers: { 'x-oss-acl': 'public-read' } });
});

const put = (key: string, tagging?: string, more: Ask = {}) =>
  service.owner('PUT', `tags/${key}`, {
    body: 'x',
    ...more,
    headers: { ...(tagging !== undefined && { 'x-oss-tagging': tagging }), ...more.headers },
  });
const pairs = (text: string) => elements(text, 'Key').map((key, n) => `${key}=${elements(text, 'Value')[n]}`);
const tagsOf = async (target: string) => pairs((await service.owner('GET', target, { query: 'tagging' })).text);
const document = (tags: readonly (readonly [string, string])[]) =>
  `<Tagging><TagSet>${tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`).join('')}</TagSet></Tagging>`;
const send = (target: string, body: string) => service.owner('PUT', target, { query: 'tagging', body });
const many = (count: number) => Array.from({ length: count }, (_, n) => [`k${n}`, 'v'] as const);

describe('an object', () => {
  test('its tags are put, shown, counted on reads, and taken away', async () => {
    const { etag, 'last-modified': modified } =
      (await put('k')).headers && (await service.ask({ path: '/tags/k' })).headers;
    expect(await tagsOf('tags/k')).toEqual([]);
    expect(
      (
        await send(
          'tags/k',
          document([
            ['a', '1'],
            ['b c', ''],
          ]),
        )
      ).status,
    ).toBe(200);
    expect(await tagsOf('tags/k')).toEqual(['a=1', 'b c=']);
    for (const method of ['GET', 'HEAD']) {
      const { headers } = await service.ask({ method, path: '/tags/k' });
      expect(headers).toMatchObject({ 'x-oss-tagging-count': '2', etag, 'last-modified': modified });
    }
    await send('tags/k', document([['c', '3']]));
    expect(await tagsOf('tags/k')).toEqual(['c=3']);
    const gone = () => service.owner('DELETE', 'tags/k', { query: 'tagging' });
    expect([(await gone()).status, (await gone()).status]).toEqual([204, 204]);
    expect(await tagsOf('tags/k')).toEqual([]);
    const { headers, text } = await service.ask({ path: '/tags/k' });
    expect([headers['x-oss-tagging-count'], text]).toEqual([undefined, 'x']);
  });

  test('x-oss-tagging: percent-encoded pairs, or keys alone', async () => {
    await put('header', 'a=1&b%20c=d%3De&g&h=');
    expect(await tagsOf('tags/header')).toEqual(['a=1', 'b c=d=e', 'g=', 'h=']);
    await put('header');
    expect(await tagsOf('tags/header')).toEqual([]);
  });

  test('of an append, an upload in parts, a symlink and a copy', async () => {
    const headers = { 'x-oss-tagging': 'a=1' };
    await service.owner('POST', 'tags/log', { query: 'append&position=0', body: 'x', headers });
    await service.owner('PUT', 'tags/link', {
      query: 'symlink',
      headers: { ...headers, 'x-oss-symlink-target': 'log' },
    });
    const { text } = await service.owner('POST', 'tags/parts', { query: 'uploads', headers });
    const id = element(text, 'UploadId');
    await service.owner('PUT', 'tags/parts', { query: `partNumber=1&uploadId=${id}`, body: 'x' });
    const complete = (more: object) =>
      service.owner('POST', 'tags/parts', {
        query: `uploadId=${id}`,
        headers: { 'x-oss-complete-all': 'yes', ...more },
      });
    expect((await complete(headers)).status).toBe(501);
    expect((await complete({})).status).toBe(200);
    for (const key of ['log', 'link', 'parts']) expect(await tagsOf(`tags/${key}`)).toEqual(['a=1']);
  });

  test.each([
    [{}, ['s=1']],
    [{ 'x-oss-tagging': 'n=2' }, ['s=1']],
    [{ 'x-oss-tagging': 'n=2', 'x-oss-tagging-directive': 'Replace' }, ['n=2']],
    [{ 'x-oss-tagging-directive': 'REPLACE' }, []],
    [{ 'x-oss-tagging': 'n=2', 'x-oss-metadata-directive': 'REPLACE' }, ['s=1']],
  ])('a copy with %j', async (headers, expected) => {
    await put('source', 's=1');
    for (const to of ['copy', 'source']) {
      const all = { 'x-oss-copy-source': '/tags/source', ...headers };
      expect((await service.owner('PUT', `tags/${to}`, { headers: all })).status).toBe(200);
      expect(await tagsOf(`tags/${to}`)).toEqual(expected);
    }
  });

  test('a directive that is none', async () => {
    await put('source', 's=1');
    const headers = { 'x-oss-copy-source': '/tags/source', 'x-oss-tagging-directive': 'Move' };
    expect(refusal(await service.owner('PUT', 'tags/no', { headers }))).toBe(
      '400 InvalidArgument: The value: Move of parameter: x-oss-tagging-directive is invalid. Allowed: COPY or REPLACE.',
    );
  });

  test('ten tags of the longest kind, and one more', async () => {
    const [key, value] = ['k'.repeat(127), 'v'.repeat(256)];
    const ten = Array.from({ length: 10 }, (_, n) => [`${key}${n}`, value] as const);
    expect((await send('tags/source', document(ten))).status).toBe(200);
    expect(await tagsOf('tags/source')).toHaveLength(10);
    expect((await put('ten', ten.map((pair) => pair.join('=')).join('&'))).status).toBe(200);
    const eleven = "400 InvalidArgument (0010-00000218): The tag is invalid: Tag 'more than 10'. Allowed: at most 10.";
    expect(refusal(await send('tags/source', document(many(11))))).toBe(eleven);
    expect(
      refusal(
        await put(
          'ten',
          many(11)
            .map((pair) => pair.join('='))
            .join('&'),
        ),
      ),
    ).toBe(eleven);
    expect(await tagsOf('tags/source')).toHaveLength(10);
  });

  test.each([
    ['', 'v', '0010-00000209'],
    ['k'.repeat(129), 'v', '0010-00000209'],
    ['k', 'v'.repeat(257), '0010-00000214'],
    ['k', 'a*b', '0010-00000217'],
    ['\u732b', 'v', '0010-00000217'],
    ['k', 'a\nb', '0010-00000217'],
  ])('key %j and value %j', async (key, value, ec) => {
    const inHeader = `${encodeURIComponent(key)}=${encodeURIComponent(value)}`;
    for (const reply of [await send('tags/source', document([[key, value]])), await put('bad', inHeader)]) {
      expect(refusal(reply)).toMatch(`400 InvalidArgument (${ec}): The tag is invalid: `);
    }
    expect((await service.ask({ path: '/tags/bad' })).status).toBe(404);
  });

  test.each(['aa=bb=cc', '%', 'a=%ff'])('x-oss-tagging: %s cannot be read', async (text) => {
    expect(refusal(await put('bad', text))).toMatch('400 InvalidArgument (0010-00000219): ');
  });

  test.each(['a=1&a=2', 'a&a'])('x-oss-tagging: %s has a key twice', async (text) => {
    expect(refusal(await put('bad', text))).toMatch("400 InvalidArgument (0010-00000217): The tag is invalid: Key 'a'");
  });

  test.each(['', '<Tagging/>', '<TagSet><Tag/></TagSet>', 'x', '<Tagging><TagSet>'])(
    'the document %j',
    async (body) => {
      expect(refusal(await send('tags/source', body))).toMatch('400 MalformedXML: ');
    },
  );

  test('one that is not there; for the owner alone, whoever may read', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? document([['a', '1']]) : '';
      expect(refusal(await service.owner(method, 'tags/none', { query: 'tagging', body }))).toMatch('404 NoSuchKey');
      expect((await service.stranger(method, 'tags/k', { query: 'tagging', body })).status).toBe(403);
      expect((await service.ask({ method, path: '/tags/k', query: 'tagging', body })).status).toBe(403);
    }
  });
});

describe('a bucket', () => {
  test('its tags are put, shown and taken away, some or all', async () => {
    expect(await tagsOf('tags')).toEqual([]);
    expect(
      (
        await send(
          'tags',
          document([
            ['team', '\u56fe\u7247'],
            ['b', ''],
            ['c', 'x*y'],
          ]),
        )
      ).status,
    ).toBe(200);
    expect(await tagsOf('tags')).toEqual(['team=\u56fe\u7247', 'b=', 'c=x*y']);
    const gone = async (query: string) => (await service.owner('DELETE', 'tags', { query })).status;
    expect(await gone('tagging=b,nothing')).toBe(204);
    expect(await tagsOf('tags')).toEqual(['team=\u56fe\u7247', 'c=x*y']);
    expect(await gone('tagging')).toBe(204);
    expect(await tagsOf('tags')).toEqual([]);
    expect((await service.store.bucket('tags'))?.name).toBe('tags');
  });

  test.each([
    ['k'.repeat(65), 'v'],
    ['\u732b'.repeat(22), 'v'],
    ['k', 'v'.repeat(129)],
    ['Aliyun-x', 'v'],
    ['https://x', 'v'],
    ['', 'v'],
  ])('key %j and value %j', async (key, value) => {
    expect(refusal(await send('tags', document([[key, value]])))).toMatch(/^400 InvalidArgument \(0010-00000/);
  });

  test('twenty, and one more; for the owner alone', async () => {
    expect((await send('tags', document(many(20)))).status).toBe(200);
    expect(refusal(await send('tags', document(many(21))))).toMatch('400 InvalidArgument (0010-00000218)');
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await service.stranger(method, 'tags', { query: 'tagging', body: document([]) })).status).toBe(403);
    }
    expect(await tagsOf('tags')).toHaveLength(20);
  });
});
