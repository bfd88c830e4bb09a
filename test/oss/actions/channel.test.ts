/** PutChannel, GetChannel, DeleteChannel as the vendor's Java SDK sends and reads them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { element, refusal, useService } from '../service.js';

const service = useService();
const query = 'img';

beforeAll(async () => {
  await service.owner('PUT', 'pics', { headers: { 'x-oss-acl': 'public-read' } });
});

const document = (members: Readonly<Record<string, string>>) =>
  `<Channel>${Object.entries(members)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</Channel>`;
const put = (body: string, bucket = 'pics') => service.owner('PUT', bucket, { query, body });
const get = (bucket = 'pics') => service.owner('GET', bucket, { query });

const SWITCHES = ['OrigPicForbidden', 'UseStyleOnly', 'AutoSetContentType', 'UseSrcFormat', 'SetAttachName'];

async function kept(): Promise<Record<string, string | undefined>> {
  const { text } = await get();
  return Object.fromEntries(
    ['Name', 'Status', 'Default404Pic', 'StyleDelimiters', ...SWITCHES].map((name) => [name, element(text, name)]),
  );
}

const DEFAULTS = {
  Name: 'pics',
  Status: 'Enabled',
  Default404Pic: '',
  StyleDelimiters: '!',
  ...Object.fromEntries(SWITCHES.map((name) => [name, 'False'])),
};

test('every bucket has one, at the defaults', async () => {
  const reply = await get();
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/xml']);
  expect(await kept()).toEqual(DEFAULTS);
  const created = (await service.store.bucket('pics'))?.createdAt ?? 0;
  const times = ['CreateTime', 'LastModifyTime'].map((name) => Date.parse(String(element(reply.text, name))));
  expect(times).toEqual([Math.floor(created / 1000) * 1000, Math.floor(created / 1000) * 1000]);
});

test.each(SWITCHES)('%s is turned on by itself', async (name) => {
  const reply = await put(document({ [name]: 'true' }));
  expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
  expect(await kept()).toEqual({ ...DEFAULTS, [name]: 'True' });
});

test('what is sent replaces all of it, and is deleted as a whole', async () => {
  const all = Object.fromEntries(SWITCHES.map((name) => [name, 'true']));
  await put(document({ ...all, Default404Pic: '404/猫.png', StyleDelimiters: '/,-' }));
  const on = Object.fromEntries(SWITCHES.map((name) => [name, 'True']));
  expect(await kept()).toEqual({ ...DEFAULTS, ...on, Default404Pic: '404/猫.png', StyleDelimiters: '-,/' });
  await put(document({ UseSrcFormat: 'True', OrigPicForbidden: 'false', StyleDelimiters: ' ', Default404Pic: '' }));
  expect(await kept()).toEqual({ ...DEFAULTS, UseSrcFormat: 'True' });
  for (let times = 0; times < 2; times++) {
    expect((await service.owner('DELETE', 'pics', { query })).status).toBe(204);
    expect(await kept()).toEqual(DEFAULTS);
  }
  expect((await service.owner('GET', 'pics')).status).toBe(200);
});

test('also on an IMG domain', async () => {
  const reply = await service.owner('GET', 'pics', { query, host: 'img-cn-hangzhou.aliyuncs.com' });
  expect(element(reply.text, 'Status')).toBe('Enabled');
});

describe('refused', () => {
  test.each([
    [
      document({ UseStyleOnly: 'yes' }),
      /^400 InvalidArgument: The value: yes of parameter: UseStyleOnly .*true or false/,
    ],
    [document({ StyleDelimiters: '!,#' }), /^400 InvalidArgument: The value: # of parameter: StyleDelimiters/],
    [document({ Default404Pic: '/a.png' }), /^400 InvalidObjectName/],
    ['', /^400 MalformedXML/],
    ['<Style/>', /^400 MalformedXML/],
    ['<Channel>', /^400 MalformedXML/],
    [`<Channel>${' '.repeat(17_000)}</Channel>`, /^400 (EntityTooLarge|MalformedXML)/],
  ])('%#', async (body, said) => {
    expect(refusal(await put(body))).toMatch(said);
    expect(await kept()).toEqual(DEFAULTS);
  });

  test.each(['PUT', 'GET', 'DELETE'])('%s of others, and of a bucket that is not there', async (method) => {
    const given = { query, ...(method === 'PUT' && { body: document({}) }) };
    expect(refusal(await service.stranger(method, 'pics', given))).toMatch(/^403 AccessDenied/);
    expect(refusal(await service.ask({ ...given, method, path: '/pics/' }))).toMatch(/^403 AccessDenied/);
    expect(refusal(await service.owner(method, 'nowhere', given))).toMatch(/^404 NoSuchBucket/);
    const host = 'img-cn-hangzhou.aliyuncs.com';
    expect(refusal(await service.owner(method, 'nowhere', { ...given, host }))).toMatch(/^404 NoSuchChannel/);
  });

  test('the eleventh of an account', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `channel-${index}`);
    for (const name of names) await service.owner('PUT', name);
    for (const name of names.slice(0, 10)) expect((await put(document({}), name)).status).toBe(200);
    expect(refusal(await put(document({}), 'channel-10'))).toBe(
      '400 InvalidArgument: The account has 10 channels; at most 10 are allowed.',
    );
    expect((await put(document({ UseSrcFormat: 'true' }), 'channel-3')).status).toBe(200);
    await service.owner('DELETE', 'channel-3', { query });
    expect((await put(document({}), 'channel-10')).status).toBe(200);
  });
});
