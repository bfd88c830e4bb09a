import { beforeAll, expect, test } from 'vitest';
import { presigned, ROOT, signed } from './request.js';
import { refusal, useService } from './service.js';

const service = useService();

beforeAll(async () => {
  await service.owner('PUT', 'pub', { headers: { 'x-oss-acl': 'public-read' } });
  await service.owner('PUT', 'pub/a b+c', { body: 'blank' });
  await service.owner('PUT', 'pub/a+b+c', { body: 'plus' });
});

const path = '/pub/a+b%2Bc';
const SOON = Math.floor(Date.now() / 1000) + 60;

test('a plus in a path is a plus', async () => {
  expect((await service.ask({ path })).text).toBe('plus');
  expect((await service.ask(signed({ path }, '/pub/a+b+c'))).text).toBe('plus');
});

test('it is a blank where that is what was signed, in a header and in a URL', async () => {
  const reply = await service.ask(signed({ path }, '/pub/a b+c'));
  expect([reply.text, reply.note.key]).toEqual(['blank', 'a b+c']);
  expect((await service.ask(presigned({ path }, '/pub/a b+c', SOON))).text).toBe('blank');
  expect((await service.ask(signed({ method: 'PUT', path: '/pub/x+y', body: 'z' }, '/pub/x y'))).status).toBe(200);
  expect((await service.store.head('pub', 'x y')).object?.size).toBe(1);
  expect((await service.store.head('pub', 'x+y')).object).toBeUndefined();
});

test.each([
  ['another key', '/pub/a-b+c', ROOT],
  ['an escaped plus as a blank', '/pub/a b c', ROOT],
  ['another secret', '/pub/a b+c', { ...ROOT, secret: 'wrong' }],
])('%s: the refusal is that of the path as it stands', async (_, resource, pair) => {
  const reply = await service.ask(signed({ path }, resource, pair));
  expect(refusal(reply)).toMatch(/^403 SignatureDoesNotMatch/);
  expect(reply.text).toContain('/pub/a+b+c');
});
