/**
 * Tells the other nodes which rows are about to be changed, and waits until each that holds a lease has answered or has
 * lost it (docs/decisions/0038). Changes that come together are told together.
 */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { LastAnswers } from './last-answers.js';
import { HELD_MS } from './lease.js';
import { HELD_STILL } from './lease-rows.js';
import { answerOf, type Piece, type PlannedChange } from './postgres-answers.js';
import { ConnectionLost } from './postgres-errors.js';
import { CHANGES_CHANNEL, type Line } from './postgres-line.js';

/** How often it is looked who still holds a lease, while an answer is due. */
const LOOK_MS = 100;
/**
 * A node that hangs has lost its lease before, also where the database's clock was set back. One that renews it and does
 * not answer hears nothing, as behind a pooler that keeps no sessions.
 */
const PATIENCE_MS = 2 * HELD_MS;
/** Of changes. A notice has to be shorter than 8000; the longest name of a row, escaped, has some 6300. */
const PIECE_BYTES = 7800;

const TELL = 'select pg_notify($1, piece) from unnest($2::text[]) as piece';

interface Waiting {
  readonly batch: number;
  /** Ids of lines that have not answered. */
  readonly left: Set<string>;
  /** By performance.now(). */
  readonly since: number;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
}

export class PostgresTelling {
  readonly lastAnswers = new LastAnswers();
  readonly #waiting = new Set<Waiting>();
  #planned: PlannedChange[] = [];
  #batch = 0;
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #looking = false;

  /** Resolves when each of `nodes` (ids of lines) knows. @throws ConnectionLost when that is not to be known any more, or not in time */
  async tell(line: Line, changes: readonly PlannedChange[], nodes: Iterable<string>): Promise<void> {
    this.#planned.push(...changes);
    this.#next ??= this.#inTurn(line);
    this.#next.catch((error) => this.lost(error));
    const answered = this.#answers(this.#batch + 1, nodes);
    void this.#look(line);
    await answered;
  }

  heard(text: string): void {
    const { from, batch } = answerOf(text);
    for (const waiting of this.#waiting) if (waiting.batch <= batch) this.#strike(waiting, from);
  }

  /** Answers are heard no more, or nobody was told. */
  lost(cause: unknown): void {
    for (const waiting of this.#waiting) waiting.failed(new ConnectionLost(cause));
    this.#waiting.clear();
  }

  #answers(batch: number, nodes: Iterable<string>): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.add({ batch, left: new Set(nodes), since: performance.now(), done, failed });
    });
  }

  #strike(waiting: Waiting, id: string): void {
    waiting.left.delete(id);
    if (waiting.left.size > 0) return;
    this.#waiting.delete(waiting);
    this.lastAnswers.note(id, performance.now() - waiting.since);
    waiting.done();
  }

  async #inTurn(line: Line): Promise<void> {
    await this.#last.catch(() => {});
    await turn();
    const planned = this.#planned;
    this.#planned = [];
    this.#batch++;
    this.#last = this.#next ?? this.#last;
    this.#next = undefined;
    const pieces = piecesOf(line.id, this.#batch, planned);
    await line.query({ name: 'tell', text: TELL, values: [CHANGES_CHANNEL, pieces] });
  }

  /** Who holds no lease any more is not waited for: it begins the next one after these changes have ended. */
  async #look(line: Line): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#waiting.size > 0) {
        await sleep(LOOK_MS, undefined, { ref: false });
        // Those who come while it is looked have looked later.
        const before = [...this.#waiting];
        if (before.length > 0) this.#keepOnly(before, await this.#held(line));
        this.#giveUp();
      }
    } catch (error) {
      this.lost(error);
    } finally {
      this.#looking = false;
    }
  }

  /** They are undone: what was not told must not be changed. */
  #giveUp(): void {
    for (const waiting of this.#waiting) {
      const waited = performance.now() - waiting.since;
      if (waited < PATIENCE_MS) continue;
      this.#waiting.delete(waiting);
      for (const id of waiting.left) this.lastAnswers.note(id, waited);
      waiting.failed(new ConnectionLost(`no answer from ${[...waiting.left].join()}, which still holds a lease`));
    }
  }

  async #held(line: Line): Promise<ReadonlySet<string>> {
    const { rows } = await line.query<{ id: string }>({ name: 'held', text: HELD_STILL });
    return new Set(rows.map(({ id }) => id));
  }

  #keepOnly(before: readonly Waiting[], held: ReadonlySet<string>): void {
    for (const waiting of before) for (const id of [...waiting.left]) if (!held.has(id)) this.#strike(waiting, id);
  }
}

function piecesOf(from: string, batch: number, planned: readonly PlannedChange[]): readonly string[] {
  const pieces: PlannedChange[][] = [];
  let room = 0;
  for (const change of planned) {
    const bytes = Buffer.byteLength(JSON.stringify(change)) + 1;
    if (bytes > room) {
      pieces.push([]);
      room = PIECE_BYTES;
    }
    pieces.at(-1)?.push(change);
    room -= bytes;
  }
  return pieces.map((changes, n) => {
    const piece: Piece = { from, batch, end: n === pieces.length - 1, changes };
    return JSON.stringify(piece);
  });
}
