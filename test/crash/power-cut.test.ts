/**
 * What a power cut would leave. A server is traced while it is written to; then, for every moment at which something had
 * just become safe or had just been acknowledged, a data directory is made that has only what was flushed by then, and
 * is opened. POWER_CUT_OPERATIONS=… makes a longer trace.
 */
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ObjectStore } from '#src/store/objects.js';
import type { ServerProcess } from '../cli/server-process.js';
import { DurableTree, type Names } from './durable-tree.js';
import type { Expectation } from './expectations.js';
import type { State, Written } from './journal.js';
import { contentOf } from './random.js';
import { CRASH_KEY, serve } from './rounds.js';
import { ServerTarget } from './server-target.js';
import { sizeOf, styleKey, styleOf } from './states.js';
import { storeTarget } from './store-target.js';
import { straceMissing } from './strace.js';
import { PART, PIECE, partsOf } from './target.js';
import { type Step, stepsOf, straceArgs } from './trace.js';
import { verify } from './verify.js';

const WRITERS = 3;
const OPERATIONS = Number(process.env.POWER_CUT_OPERATIONS ?? 16);
/** Of the directories so many are given to a whole server, which takes a second. */
const SERVED_EVERY = 60;
/** Of the root key pair, which makes the bucket. */
const OWNER = '1000000000000001';

/** One change that was acknowledged, by the id of the request. */
interface Done {
  readonly writer: number;
  readonly key: string;
  readonly state: State;
  readonly request: string;
}

const missing = straceMissing();
const parent = mkdtempSync(join(tmpdir(), 'tintype-power-'));
const data = join(parent, 'data');
const log = join(parent, 'trace');
/** In memory where there is such a place: hundreds of directories are made and opened. */
const cuts = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tintype-cuts-'));
const done: Done[] = [];
const steps: Step[] = [];
let server: ServerProcess | undefined;

beforeAll(async () => {
  if (missing !== undefined) return;
  server = serve(data, ['strace', ...straceArgs(log)]);
  const endpoint = await server.endpoint();
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => work(endpoint, writer)));
  // Its answer stands behind all the others in the trace: the end of the last call before the kill may be missing there.
  await fetch(endpoint);
  await endTraced(server);
  for await (const step of stepsOf(log, data)) steps.push(step);
});
afterEach(() => server?.end());
afterAll(() => {
  for (const directory of [parent, cuts]) rmSync(directory, { recursive: true });
});

/** strace ends behind the last process that it traces, and then its log is whole. */
async function endTraced({ child }: ServerProcess): Promise<void> {
  const ended = once(child, 'exit');
  const traced = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
  for (const pid of traced) process.kill(Number(pid), 'SIGKILL');
  await ended;
}

/** Every kind of change, one after the other. */
async function work(endpoint: string, writer: number): Promise<void> {
  const target = await ServerTarget.connect(endpoint, CRASH_KEY);
  let serial = 1000 * (writer + 1);
  let grown: Written = { serial: serial + 500, size: PIECE, pieces: 0 };
  const at = (name: string) => `writer-${writer}/${name}`;
  const note = async (key: string, state: State, change: Promise<void>) => {
    await change;
    done.push({ writer, key, state, request: target.lastRequest });
  };
  const put = (name: string, size: number) => {
    const state = { serial: ++serial, size };
    return note(at(name), state, target.put(at(name), contentOf(at(name), serial, size))).then(() => state);
  };
  const append = () => {
    const { serial: first, pieces = 0 } = grown;
    grown = { ...grown, pieces: pieces + 1 };
    const bytes = contentOf(at('log'), first + pieces, PIECE);
    return note(at('log'), grown, target.append(at('log'), pieces * PIECE, bytes));
  };
  const upload = async () => {
    const state = { serial: ++serial, size: PART + 5000 };
    const id = await target.initiate(at('parts'));
    for (const [n, part] of partsOf(contentOf(at('parts'), serial, state.size)).entries()) {
      await target.putPart(at('parts'), id, n + 1, part);
    }
    await note(at('parts'), state, target.complete(at('parts'), id));
  };
  const save = async () => {
    const state = { serial: ++serial, size: 0, drawn: true } as const;
    await note(at('saved'), state, target.save(at('saved'), sizeOf(state)));
  };
  const style = async () => {
    const state = { serial: ++serial, size: 0 };
    const name = `writer-${writer}`;
    await note(styleKey(name), state, target.putStyle(name, styleOf(state)));
    await note(styleKey(name), 'absent', target.deleteStyle(name));
  };
  const copy = async () => {
    const state = await put('source', 3000);
    await note(at('copy'), { of: at('source'), ...state }, target.copy(at('source'), at('copy')));
  };
  const remove = () => note(at('key'), 'absent', target.delete(at('key')));
  const changes = [
    () => put('key', 5000),
    append,
    upload,
    save,
    style,
    copy,
    () => put('key', 100_000),
    append,
    remove,
  ];
  for (let n = 0; n < OPERATIONS; n++) await changes[(n + writer) % changes.length]?.();
  target.close();
}

/** What must be there when these requests were answered: each change that was, or the next of its key. */
function expected(answered: ReadonlySet<string>): Expectation[] {
  return [...new Set(done.map(({ key }) => key))].map((key) => {
    const changes = done.filter((change) => change.key === key);
    const last = changes.findLastIndex(({ request }) => answered.has(request));
    const states = [last < 0 ? 'absent' : changes[last]?.state, changes[last + 1]?.state];
    return { writer: changes[0]?.writer ?? 0, key, states: states.filter((state) => state !== undefined) };
  });
}

async function problemsOf(directory: string, answered: ReadonlySet<string>): Promise<readonly string[]> {
  const store = await ObjectStore.open({ directory });
  try {
    return (await verify(await storeTarget(store, OWNER), expected(answered), [])).problems;
  } finally {
    await store.close();
  }
}

async function problemsServed(directory: string, answered: ReadonlySet<string>): Promise<readonly string[]> {
  server = serve(directory);
  const target = await ServerTarget.connect(await server.endpoint(), CRASH_KEY);
  const { problems } = await verify(target, expected(answered), []);
  target.close();
  await server.end();
  return problems;
}

describe.skipIf(missing !== undefined)('a power cut', () => {
  test('finds every change that was acknowledged in the trace', () => {
    const answers = new Set(steps.flatMap((step) => (step.kind === 'answer' ? [step.request] : [])));
    expect(done.length).toBeGreaterThan(WRITERS * OPERATIONS);
    expect(done.filter(({ request }) => !answers.has(request))).toEqual([]);
  });

  test('bytes, their name, the commit, the answer: in this order', () => {
    for (const { request, state } of done.filter(({ key }) => key.endsWith('/key'))) {
      if (state === 'absent') continue;
      const answer = steps.findIndex((step) => step.kind === 'answer' && step.request === request);
      const wal = lastBefore(answer, 'sync ends', /metadata\.db-wal$/);
      const name = lastBefore(wal, 'sync ends', /blobs\/..$/);
      const bytes = lastBefore(name, 'sync ends', /blobs\/..\/[0-9a-f]{32}$/);
      expect(Math.min(bytes, name, wal, answer), JSON.stringify({ bytes, name, wal, answer })).toBeGreaterThan(0);
    }
  });

  test.each(['flushed', 'all'] as const)(
    'at any moment loses nothing that was acknowledged (names: %s)',
    async (names: Names) => {
      const tree = new DurableTree(data);
      const answered = new Set<string>();
      let count = 0;
      for (const step of steps) {
        tree.take(step);
        if (step.kind === 'answer') answered.add(step.request);
        else if (step.kind !== 'sync ends') continue;
        const directory = join(cuts, String(count));
        mkdirSync(directory);
        tree.writeTo(directory, names);
        const look = ++count % SERVED_EVERY === 0 ? problemsServed : problemsOf;
        const where = `cut ${count}, after ${step.kind} ${step.kind === 'answer' ? step.request : step.path}`;
        expect(await look(directory, answered), where).toEqual([]);
        rmSync(directory, { recursive: true });
      }
      console.log(`${count} power cuts (names: ${names}): ${done.length} acknowledged changes, none lost.`);
      expect(count).toBeGreaterThan(3 * done.length);
    },
  );
});

/** The place of the last step of that kind before another; -1: there is none. */
function lastBefore(before: number, kind: Step['kind'], path: RegExp): number {
  return steps.findLastIndex((step, n) => n < before && step.kind === kind && 'path' in step && path.test(step.path));
}
