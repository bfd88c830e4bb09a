import { beforeAll, describe, expect, test } from 'vitest';
import { md5 } from '../request.js';
import { element, elements, refusal, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'many');
  await service.owner('PUT', 'open', { headers: { 'x-oss-acl': 'public-read-write' } });
});

const escaped = (key: string) => key.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const bodyOf = (keys: readonly string[], quiet?: string) =>
  `<Delete>${quiet === undefined ? '' : `<Quiet>${quiet}</Quiet>`}${keys.map((key) => `<Object><Key>${escaped(key)}</Key></Object>`).join('')}</Delete>`;
const asking = (body: string, query = 'delete') => ({
  method: 'POST',
  query,
  body,
  headers: { 'content-md5': md5(body, 'base64') },
});
const deleteMany = (body: string, query?: string) => service.owner('POST', 'many', asking(body, query));
const has = async (bucket: string, key: string) => (await service.store.head(bucket, key)).object !== undefined;

describe('DeleteMultipleObjects', () => {
  test('deletes what is there and reports what is not in the same way', async () => {
    const keys = ['a & b', ' led by a blank', '<é>', 'dir/x'];
    for (const key of keys) await service.owner('PUT', `many/${key}`, { body: 'x' });
    await service.owner('PUT', 'many/kept', { body: 'x' });
    const reply = await deleteMany(bodyOf([...keys, 'absent']));
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/xml');
    expect(elements(reply.text, 'Key')).toEqual(['a &amp; b', ' led by a blank', '&lt;é&gt;', 'dir/x', 'absent']);
    expect(reply.text).not.toContain('EncodingType');
    for (const key of keys) expect(await has('many', key)).toBe(false);
    expect(await has('many', 'kept')).toBe(true);
  });

  test('encoding-type=url', async () => {
    const { text } = await deleteMany(bodyOf(['a b/ü']), 'delete=&encoding-type=url');
    expect(element(text, 'EncodingType')).toBe('url');
    expect(element(text, 'Key')).toBe('a%20b%2F%C3%BC');
  });

  test('quiet: an empty answer', async () => {
    await service.owner('PUT', 'many/quiet', { body: 'x' });
    expect(await deleteMany(bodyOf(['quiet'], 'true'))).toMatchObject({ status: 200, text: '' });
    expect(await has('many', 'quiet')).toBe(false);
    expect(element((await deleteMany(bodyOf(['quiet'], 'false'))).text, 'Key')).toBe('quiet');
  });

  test('a thousand at once, and no more', async () => {
    const keys = Array.from({ length: 1000 }, (_, n) => `k${n}`);
    await Promise.all(keys.slice(0, 50).map((key) => service.owner('PUT', `many/${key}`, { body: 'x' })));
    expect(elements((await deleteMany(bodyOf(keys))).text, 'Key')).toEqual(keys);
    expect(await has('many', 'k49')).toBe(false);
    expect(refusal(await deleteMany(bodyOf([...keys, 'k1000'])))).toBe(
      '400 MalformedXML: The XML names 1001 objects. Allowed: 1 to 1000.',
    );
  });

  test.each([
    ['no keys', '<Delete></Delete>', 'MalformedXML'],
    ['no body', '', 'MalformedXML'],
    ['an object without a key', '<Delete><Object><Name>x</Name></Object></Delete>', 'MalformedXML'],
    ['another document', '<Remove><Object><Key>x</Key></Object></Remove>', 'MalformedXML'],
    [
      'an entity of its own',
      '<!DOCTYPE d [<!ENTITY e "x">]><Delete><Object><Key>&e;</Key></Object></Delete>',
      'MalformedXML',
    ],
    ['a key that no object has', '<Delete><Object><Key>/x</Key></Object></Delete>', 'InvalidObjectName'],
    ['an empty key', '<Delete><Object><Key/></Object></Delete>', 'InvalidObjectName'],
    ['more than 2 MB', `<Delete>${' '.repeat(2 << 20)}</Delete>`, 'EntityTooLarge'],
  ])('with %s: 400', async (_, body, code) => {
    const reply = await deleteMany(body);
    expect(`${reply.status} ${element(reply.text, 'Code')}`).toBe(`400 ${code}`);
  });

  test('Content-MD5 is asked for and compared, before anything is deleted', async () => {
    await service.owner('PUT', 'many/checked', { body: 'x' });
    const ask = { query: 'delete', body: bodyOf(['checked']) };
    expect(refusal(await service.owner('POST', 'many', ask))).toBe(
      '400 MissingArgument: The Content-MD5 header is missing. Allowed: the MD5 of the body, in base64.',
    );
    const wrong = { ...ask, headers: { 'content-md5': md5('other', 'base64') } };
    expect(refusal(await service.owner('POST', 'many', wrong))).toBe(
      '400 InvalidDigest: The Content-MD5 you specified was invalid.',
    );
    expect(await has('many', 'checked')).toBe(true);
  });

  test('for those who may write; an object that is private keeps all the others', async () => {
    await service.owner('PUT', 'open/a', { body: 'x' });
    await service.owner('PUT', 'open/b', { body: 'x', headers: { 'x-oss-object-acl': 'private' } });
    const ask = asking(bodyOf(['a', 'b']));
    expect(refusal(await service.ask({ path: '/open', ...ask }))).toBe(
      '403 AccessDenied: You have no right to access this object.',
    );
    expect(await has('open', 'a')).toBe(true);
    expect((await service.ask({ path: '/open', ...asking(bodyOf(['a'])) })).status).toBe(200);
    expect(await has('open', 'a')).toBe(false);
    expect((await service.owner('POST', 'open', ask)).status).toBe(200);
    expect(await has('open', 'b')).toBe(false);
    expect((await service.stranger('POST', 'many', ask)).status).toBe(403);
  });
});
