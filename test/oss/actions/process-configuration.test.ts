/** The document that SDKs and the console send for separators and source protection. */
import { beforeAll, describe, expect, test } from 'vitest';
import { element, refusal, useService } from '../service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
});

const document = (members: Readonly<Record<string, string>>) =>
  `<BucketProcessConfiguration>${Object.entries(members)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</BucketProcessConfiguration>`;
const put = (body: string) => service.owner('PUT', 'pics', { query: 'processConfiguration', body });
const get = () => service.owner('GET', 'pics', { query: 'processConfiguration' });

async function kept(members: Readonly<Record<string, string>>): Promise<string[]> {
  const reply = await put(document({ CompliedHost: 'Both', ...members }));
  expect(reply.status, reply.text).toBe(200);
  expect(reply.bytes).toHaveLength(0);
  const { text } = await get();
  const names = ['CompliedHost', 'SourceFileProtect', 'SourceFileProtectSuffix', 'StyleDelimiters'];
  return [...names, 'OssDomainSupportAtProcess'].map((name) => String(element(text, name)));
}

test('of a bucket that never had one: the defaults', async () => {
  const reply = await get();
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/xml']);
  expect(reply.text.split('\n')[1]).toBe(
    document({
      CompliedHost: 'Both',
      SourceFileProtect: 'Disabled',
      SourceFileProtectSuffix: '',
      StyleDelimiters: '',
      OssDomainSupportAtProcess: 'Disabled',
      Version: '2',
    }),
  );
});

describe('comes back', () => {
  test.each([
    [{}, ['Both', 'Disabled', '', '', 'Disabled']],
    [{ CompliedHost: 'Img' }, ['Img', 'Disabled', '', '', 'Disabled']],
    // As the vendor's Java SDK asks in its tests; small letters are in those and in the API's samples.
    [
      { CompliedHost: 'img', SourceFileProtect: 'disabled', OssDomainSupportAtProcess: 'enabled' },
      ['Img', 'Disabled', '', '', 'Enabled'],
    ],
    [
      { CompliedHost: 'Img', SourceFileProtect: 'Enabled', SourceFileProtectSuffix: '*', StyleDelimiters: '/,-' },
      ['Img', 'Enabled', '*', '-,/', 'Disabled'],
    ],
    [
      { SourceFileProtect: 'Disabled', SourceFileProtectSuffix: 'jpg,png', StyleDelimiters: '-' },
      ['Both', 'Disabled', '', '-', 'Disabled'],
    ],
    [
      {
        SourceFileProtect: 'Enabled',
        SourceFileProtectSuffix: '.JPG, *.png,jpg,tar.gz,图é_+~-9',
        OssDomainSupportAtProcess: 'Enabled',
      },
      ['Both', 'Enabled', 'jpg,png,tar.gz,图é_+~-9', '', 'Enabled'],
    ],
    [{ StyleDelimiters: '@!,!,/,_,-,-' }, ['Both', 'Disabled', '', '-,_,/,!,@!', 'Disabled']],
    [{ StyleDelimiters: ' - , ! ' }, ['Both', 'Disabled', '', '-,!', 'Disabled']],
  ])('%j', async (members, expected) => {
    expect(await kept(members)).toEqual(expected);
  });

  test('as a whole: what is left out has its default again', async () => {
    await kept({ SourceFileProtect: 'Enabled', SourceFileProtectSuffix: 'jpg', StyleDelimiters: '-' });
    expect(await kept({})).toEqual(['Both', 'Disabled', '', '', 'Disabled']);
    expect(element((await get()).text, 'LastModified')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  });
});

describe('is refused, and the one before stays', () => {
  const on = { CompliedHost: 'Both', SourceFileProtect: 'Enabled' };

  test.each<[Readonly<Record<string, string>>, string, string]>([
    [{}, 'CompliedHost', 'Both or Img'],
    [{ CompliedHost: 'xxx' }, 'CompliedHost', 'Both or Img'],
    [{ CompliedHost: 'Both', SourceFileProtect: 'true' }, 'SourceFileProtect', 'Enabled or Disabled'],
    [{ CompliedHost: 'Both', OssDomainSupportAtProcess: '1' }, 'OssDomainSupportAtProcess', 'Enabled or Disabled'],
    [{ CompliedHost: 'Both', StyleDelimiters: '-,#' }, 'StyleDelimiters', '- _ / ! @!, with commas between them'],
    [{ CompliedHost: 'Both', StyleDelimiters: '-_' }, 'StyleDelimiters', '- _ / ! @!, with commas between them'],
    [on, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: ' , ' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'j*g' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jp?' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jpg png' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'a/b' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jpg;png' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jpg|png' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jpg，png' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jpg、png' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'jpg\u200b' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: '"jpg"' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: '..jpg' }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [{ ...on, SourceFileProtectSuffix: 'x'.repeat(33) }, 'SourceFileProtectSuffix', '1 to 50 of them'],
    [
      { ...on, SourceFileProtectSuffix: Array.from({ length: 51 }, (_, n) => n).join() },
      'SourceFileProtectSuffix',
      '1 to 50',
    ],
  ])('%.99j', async (members, parameter, allowed) => {
    await put(document({ CompliedHost: 'Img', StyleDelimiters: '_' }));
    const reply = await put(document(members));
    expect(refusal(reply)).toMatch(/^400 InvalidArgument: The value: /);
    expect(element(reply.text, 'Message')).toContain(`of parameter: ${parameter} is invalid. Allowed: ${allowed}`);
    expect(element((await get()).text, 'StyleDelimiters')).toBe('_');
  });

  test.each(['', '<ProcessConfiguration/>', '<BucketProcessConfiguration>', 'x'])(
    '%j is no such document',
    async (body) => {
      expect(refusal(await put(body))).toMatch(/^400 MalformedXML/);
    },
  );
});

test('is the owner’s to see and to change', async () => {
  for (const method of ['GET', 'PUT']) {
    const given = { query: 'processConfiguration', body: method === 'PUT' ? document({ CompliedHost: 'Both' }) : '' };
    expect((await service.ask({ method, path: '/pics', ...given })).status).toBe(403);
    expect((await service.stranger(method, 'pics', given)).status).toBe(403);
    expect(refusal(await service.owner(method, 'nowhere', given))).toMatch(/^404 NoSuchBucket/);
  }
});
