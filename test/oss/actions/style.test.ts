/** Styles as SDKs and the console manage them, and what a changed one changes. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readXml, textOf } from '#src/http/xml-document.js';
import { base64Of } from '#src/process/base64.js';
import { decoded, flat, jpeg, photo, png, probe } from '../../pictures.js';
import { element, elements, type Reply, refusal, untimed, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  for (const bucket of ['pics', 'other'])
    await service.owner('PUT', bucket, { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pics/photo.jpg', { body: await jpeg(photo(120, 80)) });
});

const xml = (content: string) => `<Style><Content>${content}</Content></Style>`;
const put = (name: string, content: string, bucket = 'pics') =>
  service.owner('PUT', bucket, { query: `style&styleName=${name}`, body: xml(content) });
const get = (name: string) => service.owner('GET', 'pics', { query: `style&styleName=${name}` });
const list = (bucket: string) => service.owner('GET', bucket, { query: 'style' });
const remove = (name: string) => service.owner('DELETE', 'pics', { query: `style&styleName=${name}` });
const styled = (name: string, headers: Record<string, string> = {}, path = '/pics/photo.jpg'): Promise<Reply> =>
  service.ask({ path, query: `x-oss-process=style/${name}`, headers });

describe('a style', () => {
  test('is put, got, listed and deleted', async () => {
    expect((await put('small', 'image/resize,p_50')).status).toBe(200);
    const got = await get('small');
    expect([got.status, got.headers['content-type']]).toEqual([200, 'application/xml']);
    const style = readXml(got.bytes);
    expect(style.name).toBe('Style');
    expect(style.children.map(({ name }) => name)).toEqual([
      'Name',
      'Content',
      'Category',
      'CreateTime',
      'LastModifyTime',
    ]);
    expect([textOf(style, 'Name'), textOf(style, 'Content'), textOf(style, 'Category')]).toEqual([
      'small',
      'image/resize,p_50',
      'image',
    ]);
    for (const name of ['CreateTime', 'LastModifyTime']) {
      expect(textOf(style, name)).toMatch(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
    }
    const listed = await list('pics');
    expect(listed.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<StyleList>${got.text.split('\n')[1]}</StyleList>`,
    );
    expect((await remove('small')).status).toBe(204);
    expect(refusal(await get('small'))).toBe('404 NoSuchStyle: The specified style does not exist.');
    expect((await remove('small')).status).toBe(204);
    expect((await list('pics')).text).toMatch(/<StyleList><\/StyleList>$/);
  });

  test('is kept as it was sent, whatever it means', async () => {
    for (const content of [
      'csdar5324',
      '100w_200h.jpg',
      'video/snapshot,t_1,f_jpg',
      'image/a|image/b',
      '目录',
      'a&lt;b&amp;',
    ]) {
      expect((await put('any', content)).status).toBe(200);
      expect((await get('any')).text).toContain(`<Content>${content}</Content>`);
    }
    const body = `<?xml version="1.0"?>\n<Style>\n  <Content>\n    image/info\n  </Content>\n</Style>\n`;
    await service.owner('PUT', 'pics', { query: 'style&styleName=any', body });
    expect((await get('any')).text).toContain('<Content>image/info</Content>');
  });

  test.each(['image', 'document', 'video'])('has the category %s', async (category) => {
    const query = `style&styleName=of-category&category=${category}`;
    await service.owner('PUT', 'pics', { query, body: xml('image/info') });
    expect((await get('of-category')).text).toContain(`<Category>${category}</Category>`);
  });

  test.each(['a', 'A.b_c-9', '...', '-', 'x'.repeat(64)])('may be called %s', async (name) => {
    expect((await put(name, 'image/resize,w_7')).status).toBe(200);
    expect((await styled(name)).status).toBe(200);
    expect((await remove(name)).status).toBe(204);
  });

  test.each(['', 'x'.repeat(65), 'a b', 'a/b', '%E7%8C%AB', 'a%7Cb', 'a%00', 'a!', '%0Aa'])(
    'may not be called %j',
    async (name) => {
      const answers = [await put(name, 'image/info'), await get(name), await remove(name)];
      for (const answer of name === 'a%00' ? [] : answers) {
        const said =
          /^400 InvalidArgument \(0017-00000250\): The value: .* of parameter: stylename is invalid\. Allowed: 1 to 64 of/s;
        expect(refusal(answer)).toMatch(said);
      }
      for (const { status } of answers) expect(status).toBe(400);
    },
  );

  test.each(['PUT', 'DELETE'])('%s without a name is refused', async (method) => {
    const { status, text } = await service.owner(method, 'pics', { query: 'style', body: xml('image/info') });
    expect([status, element(text, 'ArgumentName')]).toEqual([400, 'styleName']);
  });

  test.each(['', ' ', ...[';', '`', '(', ')', "'", '*', '?', '\t'].map((bad) => `image/a${bad}b`), 'x'.repeat(8193)])(
    'with the content %j is refused in the words that SDKs compare',
    async (content) => {
      const reply = await put('bad', content);
      expect(refusal(reply)).toBe('400 BadRequest (0017-00000253): Style content is invalid.');
      expect(element(reply.text, 'Allowed')).toContain('1 to 8192 characters');
    },
  );

  test.each([
    ['', 'BadRequest'],
    ['<Style></Style>', 'BadRequest'],
    ['<Styles><Content>image/info</Content></Styles>', 'MalformedXML'],
    ['<Style><Content>image/info', 'MalformedXML'],
    [`<Style><Content>${'x'.repeat(70_000)}</Content></Style>`, 'EntityTooLarge'],
  ])('%.40j is no style', async (body, code) => {
    const reply = await service.owner('PUT', 'pics', { query: 'style&styleName=bad', body });
    expect([reply.status, element(reply.text, 'Code')]).toEqual([400, code]);
  });

  test('of another category is refused', async () => {
    const query = 'style&styleName=bad&category=audio';
    const reply = await service.owner('PUT', 'pics', { query, body: xml('image/info') });
    expect(refusal(reply)).toMatch(
      /^400 InvalidArgument: The value: audio of parameter: category is invalid\. Allowed:/,
    );
  });

  test('is the owner’s to see and to change', async () => {
    for (const [method, query] of [
      ['PUT', 'style&styleName=x'],
      ['GET', 'style&styleName=x'],
      ['GET', 'style'],
      ['DELETE', 'style&styleName=x'],
    ] as const) {
      const given = { query, body: method === 'PUT' ? xml('image/info') : '' };
      expect((await service.ask({ method, path: '/pics', ...given })).status).toBe(403);
      expect((await service.stranger(method, 'pics', given)).status).toBe(403);
      expect((await service.owner(method, 'nowhere', given)).status).toBe(404);
    }
  });

  test('has 49 others beside it and no more; a changed one is none more', async () => {
    for (let n = 0; n < 50; n++) expect((await put(`s${n}`, 'image/info', 'other')).status).toBe(200);
    const full = /^400 InvalidArgument: The bucket has 50 styles; at most 50 are allowed\.$/;
    expect(refusal(await put('s50', 'image/info', 'other'))).toMatch(full);
    expect((await put('s49', 'image/resize,w_1', 'other')).status).toBe(200);
    const names = elements((await list('other')).text, 'Name');
    expect([...names].sort()).toEqual(Array.from({ length: 50 }, (_, n) => `s${n}`).sort());
  });
});

describe('a picture in a style', () => {
  beforeEach(() => service.services.results.clear());

  test('is what the style’s content makes of it', async () => {
    await put('small', 'image/resize,w_60');
    const reply = await styled('small');
    const written = await service.ask({ path: '/pics/photo.jpg', query: 'x-oss-process=image/resize,w_60' });
    expect(reply.status).toBe(200);
    expect(reply.bytes.equals(written.bytes)).toBe(true);
    expect(reply.note).toMatchObject({ action: 'ProcessObject', key: 'photo.jpg', style: 'small' });
    const byHeader = await service.ask({ path: '/pics/photo.jpg', headers: { 'x-oss-process': 'style/small' } });
    expect(byHeader.bytes.equals(reply.bytes)).toBe(true);
    const head = await service.ask({ method: 'HEAD', path: '/pics/photo.jpg', query: 'x-oss-process=style/small' });
    expect([head.status, head.headers]).toEqual([200, untimed(reply.headers)]);
  });

  test('a changed style changes bytes and ETag at once', async () => {
    await put('changing', 'image/resize,w_60');
    const old = await styled('changing');
    const etag = String(old.headers.etag);
    expect((await styled('changing', { 'if-none-match': etag })).status).toBe(304);
    await put('changing', 'image/resize,w_61');
    const fresh = await styled('changing', { 'if-none-match': etag });
    expect(fresh.status).toBe(200);
    expect(fresh.headers.etag).not.toBe(etag);
    expect((await decoded(fresh.bytes)).width).toBe(61);
    expect(Date.parse(String(fresh.headers['last-modified']))).toBeGreaterThanOrEqual(
      Date.parse(String(old.headers['last-modified'])),
    );
    await remove('changing');
    expect(refusal(await styled('changing'))).toBe('404 NoSuchStyle: The specified style does not exist.');
    expect((await styled('changing', { 'if-none-match': '*' })).status).toBe(404);
    await put('changing', 'image/resize,w_60');
    expect((await styled('changing')).headers.etag).toBe(etag);
  });

  test('one who asks whether it was modified hears of a changed style', async () => {
    await put('dated', 'image/resize,w_60');
    const { object } = await service.store.head('pics', 'photo.jpg');
    const [style] = (await service.store.styles.list('pics')).filter(({ name }) => name === 'dated');
    const expected = Math.floor(Math.max(object?.modifiedAt ?? 0, style?.modifiedAt ?? 0) / 1000) * 1000;
    expect(Date.parse(String((await styled('dated')).headers['last-modified']))).toBe(expected);
  });

  test('the mistakes in a style come out where it is used', async () => {
    for (const [content, said] of [
      ['csdar5324', /^400 InvalidArgument \(0040-00000201\): The value: csdar5324 of parameter: process is invalid/],
      ['image/slim,1', /^400 InvalidArgument \(0040-00000213\): The value: slim/],
      ['style/small', /^400 InvalidArgument: The value: style\/small/],
      ['image/resize,w_60|sys/saveas,o_eA', /^400 InvalidArgument: The value: sys\/saveas/],
    ] as const) {
      await put('wrong', content);
      expect(refusal(await styled('wrong'))).toMatch(said);
    }
  });

  test('nothing may follow a style', async () => {
    await put('small', 'image/resize,w_60');
    for (const more of ['small/resize,w_1', 'small|image/resize,w_1', 'small|sys/saveas,o_eA', 'small,w_1', 'small/']) {
      expect((await styled(encodeURIComponent(more))).status).toBe(400);
    }
  });

  test('a style is of its bucket alone, and its name is case-sensitive', async () => {
    await put('mine', 'image/resize,w_60');
    await service.owner('PUT', 'other/photo.jpg', { body: await jpeg(photo(120, 80)) });
    expect((await styled('mine', {}, '/other/photo.jpg')).status).toBe(404);
    expect((await styled('MINE')).status).toBe(404);
  });

  test('access comes before the style, the style before the object', async () => {
    await service.owner('PUT', 'shut');
    await put('small', 'image/resize,w_60', 'shut');
    for (const [name, key] of [
      ['small', 'photo.jpg'],
      ['none', 'photo.jpg'],
      ['small', 'none.jpg'],
    ] as const) {
      expect((await styled(name, {}, `/shut/${key}`)).status).toBe(403);
    }
    expect(refusal(await styled('none', {}, '/pics/none.jpg'))).toMatch(/^404 NoSuchStyle/);
    await put('small', 'image/resize,w_60');
    expect(refusal(await styled('small', {}, '/pics/none.jpg'))).toMatch(/^404 NoSuchKey/);
  });

  test('marks are read with the rights of the bucket’s owner, who wrote the style', async () => {
    const headers = { 'x-oss-object-acl': 'private' };
    await service.owner('PUT', 'pics/secret.png', { body: await png(flat(20, 10, [255, 0, 0])), headers });
    const chain = `image/watermark,image_${base64Of('secret.png')},g_se,x_0,y_0/format,png`;
    await put('marked', chain);
    const query = `x-oss-process=${encodeURIComponent(chain)}`;
    expect(refusal(await service.ask({ path: '/pics/photo.jpg', query }))).toMatch(/^400 WatermarkError/);
    const reply = await styled('marked');
    expect(reply.status).toBe(200);
    expect(probe(await decoded(reply.bytes), 110, 75)).toEqual([255, 0, 0]);
  });
});
