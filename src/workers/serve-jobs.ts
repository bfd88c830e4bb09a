/** The loop of a worker process: jobs in, results and beats out. worker.ts gives it Tintype's engine. */
import { rm, writeFile } from 'node:fs/promises';
import { describeFailure } from './failure.js';
import {
  BEAT_EVERY,
  type DoneMessage,
  type Engine,
  type FailedMessage,
  FILE_ABOVE,
  type JobMessage,
  type WorkerMessage,
} from './protocol.js';

/** Bytes outside of V8's heap: kept marks take up to 32 MB of them, and less is not worth the 5 ms. */
const GARBAGE_ABOVE = 96 * 1024 * 1024;

/**
 * Call once, in a process that a WorkerPool started. `load` gives the engine; when it fails the pool is told why and
 * the process exits.
 */
export async function serveJobs(load: () => Promise<Engine>): Promise<void> {
  if (process.send === undefined)
    throw new Error('This file is the entry of a worker process; a WorkerPool starts it.');
  // A terminal sends Ctrl-C to the whole group, but the parent must be able to drain first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  // The parent is gone, maybe by SIGKILL. process.exit() would first wait for libvips's threads.
  process.on('disconnect', endGroup);
  // It had gone before this file was read: nobody would ever end this process.
  if (!process.connected) endGroup();
  const engine = await loaded(load);
  if (engine === undefined) return;
  process.on('message', (message) => void answer(engine, message as JobMessage));
  setInterval(() => send({ type: 'beat', rss: rss() }), BEAT_EVERY);
  send({ type: 'ready', rss: rss() });
}

/** This process and what it started. The pool makes every worker the leader of a group. */
function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

async function loaded(load: () => Promise<Engine>): Promise<Engine | undefined> {
  try {
    return await load();
  } catch (error) {
    send({ type: 'broken', detail: describeFailure(error).detail }, () => process.exit(1));
    return undefined;
  }
}

async function answer(engine: Engine, message: JobMessage): Promise<void> {
  const settled = await outcome(engine, message);
  // Here and not in outcome(): what that still holds is no garbage.
  collectGarbage();
  send({ ...settled, rss: rss() });
}

type Outcome = Omit<DoneMessage, 'rss'> | Omit<FailedMessage, 'rss'>;

async function outcome(engine: Engine, { id, job, output }: JobMessage): Promise<Outcome> {
  try {
    const { bytes, contentType } = await engine(job);
    const size = bytes.byteLength;
    if (size > FILE_ABOVE && (await left(output, bytes))) return { type: 'done', id, size, contentType };
    return { type: 'done', id, bytes, size, contentType };
  } catch (error) {
    return { type: 'failed', id, failure: describeFailure(error) };
  }
}

/** false: the disk refuses, full as it may be. Whoever asked for the picture need not learn of it. */
async function left(output: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await writeFile(output, bytes, { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    await rm(output, { force: true }).catch(() => {});
    return false;
  }
}

/**
 * Pixels that nobody needs any more count towards the ceiling until V8 looks for them, which it need not do for hours.
 * The engine's own allocations then fail, and the next job, however small, would be refused for the last one's size.
 */
function collectGarbage(): void {
  if (process.memoryUsage().external > GARBAGE_ABOVE) globalThis.gc?.();
}

/** A failed send means that the channel closed, and 'disconnect' ends the process. */
function send(message: WorkerMessage, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}

const rss = () => process.memoryUsage.rss();
