/**
 * Kills a whole server, its workers too, while clients write, delete and read; starts it again on what is left, and
 * looks for everything that was acknowledged; again and again. A seed repeats the choices; when the kill comes between
 * two steps of the server is in nobody's power. What SIGKILL cannot show is a lost flush, because the page cache
 * survives it: that is power-cut.test.ts.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../cli/server-process.js';
import { addBallast } from './ballast.js';
import { expectationsOf, uploadsOf } from './expectations.js';
import { type Amounts, amountsIn, recordSeen } from './journal.js';
import { Random } from './random.js';
import { ServerTarget } from './server-target.js';
import { settle } from './settle.js';
import { UnexpectedAnswer } from './target.js';
import { verify } from './verify.js';
import { watch } from './watcher.js';
import { prepare, runWriters } from './writers.js';

export const CRASH_KEY = { id: 'crash', secret: 'crash-secret' };

export interface CrashOptions {
  /** Holds the data directory and, beside it, the journals. */
  readonly parent: string;
  readonly seed: number;
  readonly rounds: number;
  readonly writers: number;
  /** Milliseconds. */
  readonly longestLife: number;
  /** Objects that are there from the start and that nobody touches. */
  readonly ballast: number;
  /** After so many rounds everything that nobody uses is swept out, and what is left is looked at. */
  readonly settleEvery: number;
  readonly onRound?: (report: CrashReport) => void;
}

export interface CrashReport {
  readonly rounds: number;
  readonly amounts: Amounts;
  /** Objects that readers looked at while others wrote. */
  readonly looks: number;
  /** Files that crashes left without a row. */
  readonly orphans: number;
  /** Milliseconds from the start of a process to its 'ready', after each crash. */
  readonly starts: readonly number[];
}

/** Something was lost, half there or not as it was said to be. */
export class CrashFailure extends Error {
  override readonly name = 'CrashFailure';
}

/** @throws CrashFailure */
export async function crashRounds(options: CrashOptions): Promise<CrashReport> {
  const run = new CrashRun(options);
  try {
    await run.prepare();
    for (let round = 1; round <= options.rounds; round++) {
      await run.round(round);
      if (round % options.settleEvery === 0 || round === options.rounds) await run.settle();
      options.onRound?.(run.report(round));
    }
    return run.report(options.rounds);
  } finally {
    await run.end();
  }
}

/** `under`: another program, such as strace. */
export function serve(data: string, under?: readonly string[]): ServerProcess {
  const args = ['--port', '0', '--console-port', '0', '--workers', '1', '--no-demo', '--data', data];
  const env = { TINTYPE_ACCESS_KEY_ID: CRASH_KEY.id, TINTYPE_ACCESS_KEY_SECRET: CRASH_KEY.secret };
  return under === undefined ? ServerProcess.serve(args, env) : ServerProcess.serveUnder(under, args, env);
}

class CrashRun {
  readonly #options: CrashOptions;
  readonly #data: string;
  readonly #journal: string;
  readonly #random: Random;
  readonly #starts: number[] = [];
  #server: ServerProcess | undefined;
  #target: ServerTarget | undefined;
  #where = 'at the start';
  #looks = 0;
  #orphans = 0;
  #sinceSettled = 0;

  constructor(options: CrashOptions) {
    this.#options = options;
    this.#data = join(options.parent, 'data');
    this.#journal = join(options.parent, 'journal');
    this.#random = new Random(options.seed);
  }

  async prepare(): Promise<void> {
    await prepare(await this.#start(), this.#journal);
    await this.#stop();
    await addBallast(this.#data, this.#options.ballast);
  }

  async round(round: number): Promise<void> {
    this.#where = `round ${round} of seed ${this.#options.seed}, kept in ${this.#options.parent}`;
    await this.#live(this.#target ?? (await this.#start()));
    const begun = performance.now();
    const target = await this.#start();
    this.#starts.push(performance.now() - begun);
    const { problems, seen } = await verify(target, expectationsOf(this.#journal), uploadsOf(this.#journal));
    this.#refuse(problems);
    recordSeen(this.#journal, seen);
    this.#sinceSettled++;
  }

  /** Each writer has at most two files on their way: an append, and the joining of its pieces. */
  async settle(): Promise<void> {
    await this.#stop();
    const { problems, adopted } = await settle(this.#data);
    this.#refuse(problems);
    const most = 2 * this.#options.writers * this.#sinceSettled;
    if (adopted > most) this.#refuse([`${adopted} files without a row; ${most} can be explained`]);
    this.#orphans += adopted;
    this.#sinceSettled = 0;
  }

  report(rounds: number): CrashReport {
    const [amounts, looks, orphans] = [amountsIn(this.#journal), this.#looks, this.#orphans];
    return { rounds, amounts, looks, orphans, starts: this.#starts };
  }

  async end(): Promise<void> {
    this.#target?.close();
    await this.#server?.end();
  }

  async #start(): Promise<ServerTarget> {
    this.#server = serve(this.#data);
    this.#target = await ServerTarget.connect(await this.#server.endpoint(), CRASH_KEY);
    return this.#target;
  }

  async #stop(): Promise<void> {
    this.#target?.close();
    this.#target = undefined;
    const code = await this.#server?.stop();
    if (code !== 0) this.#refuse([`SIGTERM ended the server with ${code}: ${this.#server?.stderr}`]);
  }

  /**
   * Writes and reads for a while, and until everybody has noticed the kill. Every other kill comes at the very moment
   * at which a client hears that something was stored: what is acknowledged too early is then not there.
   */
  async #live(target: ServerTarget): Promise<void> {
    const { writers, longestLife } = this.#options;
    const life = this.#random.below(longestLife);
    const due = performance.now() + life;
    const atOnce = this.#random.next() < 0.5;
    let killed: Promise<void> | undefined;
    const kill = (): void => {
      killed ??= this.#server?.end();
    };
    const onAcknowledged = () => {
      if (atOnce && performance.now() >= due) kill();
    };
    const seed = this.#random.below(2 ** 32);
    const ended = new AbortController();
    const journal = this.#journal;
    const [failures, watched] = await Promise.all([
      runWriters(target, { journal, seed, writers, onAcknowledged }).finally(() => ended.abort()),
      watch(target, this.#random.fork(), ended.signal),
      atOnce ? undefined : sleep(life).then(kill),
    ]);
    target.close();
    if (killed === undefined) this.#refuse([`the server ended by itself: ${failures.join()} ${this.#server?.stderr}`]);
    await killed;
    this.#refuse([...watched.problems, ...failures.filter((error) => error instanceof UnexpectedAnswer).map(String)]);
    this.#looks += watched.looks;
  }

  #refuse(problems: readonly string[]): void {
    if (problems.length > 0) throw new CrashFailure(`${this.#where}: ${problems.join('\n')}`);
  }
}
