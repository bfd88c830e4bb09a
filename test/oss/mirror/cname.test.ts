/** A private bucket behind a domain of its own, at another Tintype: the URL has no name of it, the signature has. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Addressing, NamedOrigin } from '#src/oss/mirror/named-origin.js';
import { PAIR, TestServer } from '../../cli/two-servers.js';
import { refusal, useService } from '../service.js';
import { putWebsite } from './bucket.js';

const DOMAIN = 'img.example';
const service = useService({ origin: { resolve: async () => [{ address: '127.0.0.1', family: 4 }] } });
let there: TestServer;

beforeAll(async () => {
  there = await TestServer.start();
  await there.must('PUT', '/bound/');
  const body = `<BucketCnameConfiguration><Cname><Domain>${DOMAIN}</Domain></Cname></BucketCnameConfiguration>`;
  await there.must('POST', '/bound/?cname&comp=add', { body });
  for (const key of ['V4', 'V1']) await there.must('PUT', `/bound/folder/${key}%20+.txt`, { body: key });
  await service.owner('PUT', 'here', { headers: { 'x-oss-acl': 'public-read' } });
});
afterAll(() => there?.stop());

const fetched = async (key: string, more: Partial<NamedOrigin>) => {
  const named: NamedOrigin = {
    ...{ name: 'old', kind: 'oss', endpoint: `http://${DOMAIN}:${there.port}`, bucket: 'bound', addressing: 'cname' },
    ...{ allow: ['127.0.0.1'], buckets: ['here'], account: 'alice' },
    key: { id: PAIR.TINTYPE_ACCESS_KEY_ID, secret: PAIR.TINTYPE_ACCESS_KEY_SECRET },
    ...more,
  };
  service.services.mirror.named.replace([named]);
  expect(refusal(await putWebsite(service, 'here', { url: 'origin://old/folder/' }))).toMatch(/^200/);
  return service.ask({ path: `/here/${key}` });
};

test.each([
  ['V4', { region: 'cn-hangzhou' }],
  ['V1', {}],
])('is fetched from with a signature %s', async (version, more) => {
  expect((await fetched(`${version}%20%2B.txt`, more)).text).toBe(version);
});

test.each<[Addressing, string]>([
  ['path', '403 SignatureDoesNotMatch'],
  ['subdomain', '404 NoSuchBucket'],
])('but not with the bucket in the %s', async (addressing, said) => {
  const told = refusal(await fetched(addressing, { region: 'cn-hangzhou', addressing }));
  expect(told).toBe(`424 MirrorFailed: The origin answered ${said}.`);
});

test('another bucket than the one that it is bound to is not signed for', async () => {
  const about = { region: 'cn-hangzhou', bucket: 'other' };
  expect(refusal(await fetched('other', about))).toBe(
    '424 MirrorFailed: The origin answered 403 SignatureDoesNotMatch.',
  );
});
