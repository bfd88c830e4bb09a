import { expect, test } from 'vitest';
import { useConsole } from './console.js';

const server = useConsole();

async function fault(chain: string): Promise<unknown> {
  const cookie = await server.cookie();
  const answer = await server.ask('POST', '/api/chain', { headers: { cookie }, json: { chain } });
  expect(answer.status).toBe(200);
  return answer.json.fault;
}

test('a good chain has no fault', async () => {
  expect(await fault('image/resize,w_200/quality,q_90')).toBeNull();
});

test('a bad one has the message of the data port, and its place', async () => {
  expect(await fault('image/resize,w_9000')).toEqual({
    code: 'InvalidArgument',
    message: 'The value: 9000 of parameter: w is invalid. Allowed: an integer from 1 to 4096.',
    from: 13,
    to: 19,
  });
});

test('the old syntax is a style, too, and is shown as a chain of today', async () => {
  const cookie = await server.cookie();
  const ask = async (chain: string) =>
    (await server.ask('POST', '/api/chain', { headers: { cookie }, json: { chain } })).json;
  expect(await ask('100w.png')).toEqual({ fault: null, today: expect.stringContaining('resize,w_100') });
  expect(await ask('9000w')).toMatchObject({ fault: { from: 0, to: 5 }, today: null });
  // What is not finished is told as the beginning of a chain.
  expect((await ask('image')).fault).toMatchObject({ message: expect.stringContaining('image/') });
  expect(await ask('image/resize,w_1')).toEqual({ fault: null, today: 'image/resize,w_1' });
});

test('what PutStyle refuses is told before', async () => {
  expect(await fault("image/resize,w_1'")).toMatchObject({ code: 'BadRequest', from: 16, to: 17 });
  const long = `image/resize,w_1${'/'.repeat(8192)}`;
  expect(await fault(long)).toMatchObject({ code: 'BadRequest', from: 8192, to: long.length });
});

test('only for those who are signed in, and only a text', async () => {
  expect((await server.ask('POST', '/api/chain', { json: { chain: 'image/info' } })).status).toBe(401);
  const cookie = await server.cookie();
  expect((await server.ask('POST', '/api/chain', { headers: { cookie }, json: { chain: 7 } })).status).toBe(400);
});

test('the fonts of a text mark are choices', async () => {
  const { json } = await server.ask('GET', '/api/operations', { headers: { cookie: await server.cookie() } });
  const { params } = (json.operations as { name: string; params: { key: string; choices?: string[] }[] }[]).find(
    ({ name }) => name === 'watermark',
  ) ?? { params: [] };
  expect(params.find(({ key }) => key === 'type')?.choices).toContain('wqy-zenhei');
});
