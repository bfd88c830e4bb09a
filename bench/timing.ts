/**
 * Whether the time of a refusal tells how much of a signature or of a session's id was right: guesses that are wrong in
 * their first letter against guesses that are wrong in their last, mixed, and Welch's t of the two.
 */

import { Sessions } from '#src/console/session.js';
import { Query } from '#src/oss/query.js';
import { authenticate, type Keyring } from '#src/oss/signature/authenticate.js';
import { resolveTarget } from '#src/oss/target.js';
import { ossRequest, ROOT, signed } from '../test/oss/request.js';
import { table } from './measure.js';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 200_000);
/** Beyond it the two times differ for a reason (a common bound of such tests). */
const TELLING = 4.5;
/** The slowest tenth is the machine's. */
const KEPT = 0.9;

const PATH = '/photos/k.jpg';
const right = signed({ path: PATH }, PATH);
const keyring: Keyring = { find: async () => ({ secret: ROOT.secret, account: 'alice' }) };
const good = String(right.headers?.authorization);

function authorizedBy(authorization: string) {
  const request = ossRequest({ ...right, headers: { ...right.headers, authorization } });
  const target = resolveTarget(request, ['127.0.0.1']);
  const asked = { request, target, query: new Query(''), region: 'cn-hangzhou', now: Date.now() };
  return () => authenticate(asked, keyring).catch(() => undefined);
}

const other = (letter: string) => (letter === 'A' ? 'B' : 'A');
const start = good.indexOf(':') + 1;
const wrongAtFirst = good.slice(0, start) + other(good.charAt(start)) + good.slice(start + 1);
// In front of the '=' that ends every one.
const wrongAtLast = good.slice(0, -2) + other(good.charAt(good.length - 2)) + good.slice(-1);

const sessions = new Sessions();
const id = sessions.open(ROOT.id);
const session = (guess: string) => () => sessions.find(guess, false);

async function compared(one: () => unknown, another: () => unknown): Promise<readonly [number, number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const which = Math.random() < 0.5 ? 0 : 1;
    const work = which === 0 ? one : another;
    const started = process.hrtime.bigint();
    await work();
    times[which].push(Number(process.hrtime.bigint() - started));
  }
  const [a, b] = times.map((list) => list.sort((x, y) => x - y).slice(0, Math.floor(list.length * KEPT)));
  const stats = [a, b].map((list = []) => {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    return { mean, share: list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1) / list.length };
  });
  const [first = { mean: 0, share: 0 }, second = { mean: 0, share: 0 }] = stats;
  return [first.mean, second.mean, (first.mean - second.mean) / Math.sqrt(first.share + second.share)];
}

const rows: (readonly string[])[] = [];
for (const [what, one, another] of [
  ['signature', authorizedBy(wrongAtFirst), authorizedBy(wrongAtLast)],
  ['session', session(other(id.charAt(0)) + id.slice(1)), session(id.slice(0, -1) + other(id.slice(-1)))],
] as const) {
  await compared(one, another);
  const [first, last, t] = await compared(one, another);
  rows.push([
    what,
    `${first.toFixed(0)} ns`,
    `${last.toFixed(0)} ns`,
    t.toFixed(2),
    Math.abs(t) < TELLING ? 'tells nothing' : 'TELLS',
  ]);
}
table(['wrong', 'in its first letter', 'in its last', "Welch's t", ''], rows);
