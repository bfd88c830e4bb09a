import { expect, test } from 'vitest';
import { SignIn } from '#src/console/sign-in.js';
import { ROOT, STRANGER } from '../oss/request.js';
import { useConsole } from './console.js';

const { ask, signIn, service } = useConsole();
let address = 0;
/** Every test comes from an address of its own: the limits are per address. */
const elsewhere = () => `192.0.2.${++address}`;

const keyring = { find: async (id: string) => (id === 'key' ? { secret: 'right', account: 'a' } : undefined) };
const outcome = (promise: Promise<void>) =>
  promise.then(
    () => 'in',
    (error) => error.code as string,
  );

test('an unknown key, a disabled one, a temporary one and a wrong secret are answered alike', async () => {
  const { keys } = service.store;
  const disabled = await keys.create({ account: 'dora' });
  await keys.change(disabled.id, { enabled: false });
  const temporary = await keys.createTemporary({ account: 'alice', of: ROOT.id, seconds: 60 });
  const remoteAddress = elsewhere();
  const answers = await Promise.all([
    signIn({ id: 'nobody', secret: 'x' }, { remoteAddress }),
    signIn(STRANGER, { remoteAddress }),
    signIn(disabled, { remoteAddress }),
    signIn(temporary, { remoteAddress }),
    signIn({ ...ROOT, secret: `${ROOT.secret}x` }, { remoteAddress }),
    signIn({ ...ROOT, secret: ROOT.secret.slice(1) }, { remoteAddress }),
  ]);
  for (const { status, json, headers } of answers) {
    expect([status, json.code, json.message]).toEqual([403, 'SignInFailed', answers[0]?.json.message]);
    expect(headers['set-cookie']).toBeUndefined();
  }
});

test('brute force from one address ends after ten, with the time to wait; other addresses are let in', async () => {
  const remoteAddress = elsewhere();
  const attempts = [];
  for (let n = 0; n < 30; n++) attempts.push(await signIn({ id: `guess-${n}`, secret: `${n}` }, { remoteAddress }));
  expect(attempts.map(({ status }) => status)).toEqual([...Array(10).fill(403), ...Array(20).fill(429)]);
  expect(Number(attempts.at(-1)?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  const right = await signIn(ROOT, { remoteAddress });
  expect(right.status).toBe(429);
  expect((await signIn(ROOT, { remoteAddress: elsewhere() })).status).toBe(200);
});

test('many at once do not all pass', async () => {
  const remoteAddress = elsewhere();
  const all = await Promise.all(
    Array.from({ length: 60 }, (_, n) => signIn({ id: `k${n}`, secret: 'x' }, { remoteAddress })),
  );
  expect(all.filter(({ status }) => status === 403)).toHaveLength(10);
});

test('brute force on one key from many addresses ends after thirty, and time lets in again', async () => {
  let now = 0;
  const gate = new SignIn(keyring, () => now);
  const outcomes = [];
  for (let n = 0; n < 200; n++) {
    const pair = { accessKeyId: 'key', accessKeySecret: `wrong-${n}` };
    outcomes.push(await outcome(gate.check(pair, `2001:db8:0:${n.toString(16)}::1`)));
  }
  expect(outcomes.filter((one) => one === 'SignInFailed')).toHaveLength(30);
  const right = { accessKeyId: 'key', accessKeySecret: 'right' };
  expect(await outcome(gate.check(right, '198.51.100.1'))).toBe('TooManySignIns');
  now += 2000;
  expect(await outcome(gate.check(right, '198.51.100.1'))).toBe('in');
  expect(gate.counts).toEqual({ right: 1, wrong: 30, refused: 171 });
});

test('whoever owns an IPv6 network has one address for us', async () => {
  const gate = new SignIn(keyring, () => 0);
  const outcomes = [];
  for (let n = 0; n < 40; n++) {
    const pair = { accessKeyId: `k${n}`, accessKeySecret: 'x' };
    outcomes.push(await outcome(gate.check(pair, `2001:db8:7:7:${n.toString(16)}::${n.toString(16)}`)));
  }
  expect(outcomes.filter((one) => one === 'SignInFailed')).toHaveLength(10);
});

test('signing in rightly costs nothing, however often', async () => {
  const gate = new SignIn(keyring, () => 0);
  for (let n = 0; n < 100; n++) {
    expect(await outcome(gate.check({ accessKeyId: 'key', accessKeySecret: 'right' }, '198.51.100.2'))).toBe('in');
  }
});

test.each([
  ['no JSON', { headers: { 'content-type': 'application/json' }, body: '{' }, 400],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'accessKeyId=a' }, 415],
  ['text, as another site can send it', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
  ['a list', { json: [] }, 400],
  ['null', { json: null }, 400],
  ['nothing in it', { json: {} }, 400],
  ['a secret that is no text', { json: { accessKeyId: 'a', accessKeySecret: { toString: 'x' } } }, 400],
  ['a name of a prototype', { json: JSON.parse('{"__proto__":{"accessKeyId":"a","accessKeySecret":"b"}}') }, 400],
  ['a very long secret', { json: { accessKeyId: 'a', accessKeySecret: 'x'.repeat(300) } }, 400],
  ['a very long body', { json: { accessKeyId: 'a', filler: 'x'.repeat(20_000) } }, 400],
])('a body with %s is refused', async (_, asking, status) => {
  const answer = await ask('POST', '/api/session', { ...asking, remoteAddress: elsewhere() });
  expect(answer.status).toBe(status);
  expect(answer.headers['set-cookie']).toBeUndefined();
});
