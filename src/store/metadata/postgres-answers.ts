/**
 * What others are about to change, as they tell it, and this node's answers: what is going to change is forgotten, and
 * not kept until the change has ended. Only then is it answered (docs/decisions/0038).
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Doubts } from './doubts.js';
import { answersTo, type Line } from './postgres-line.js';

/** As it is sent: a batch in one or more pieces, of which the last has an end. */
export interface Piece {
  /** Id of the line that waits for the answer. */
  readonly from: string;
  readonly batch: number;
  readonly end: boolean;
  readonly changes: readonly PlannedChange[];
}

export type PlannedChange = readonly [xid: string, row: string];

const ANSWER = 'select pg_notify(channel, answer) from unnest($1::text[], $2::text[]) as t (channel, answer)';

export function answerOf(text: string): { readonly from: string; readonly batch: number } {
  const [from = '', batch] = text.split(' ');
  return { from, batch: Number(batch) };
}

export class PostgresAnswers {
  readonly #doubts: Doubts;
  /** The last batch of each line that has not been answered. */
  #due = new Map<string, number>();
  #answering = false;

  constructor(doubts: Doubts) {
    this.#doubts = doubts;
  }

  /** `answers`: whether anybody can be waiting for this node. */
  heard(line: Line, text: string, answers: boolean): void {
    const { from, batch, end, changes } = JSON.parse(text) as Piece;
    if (from === line.id) return;
    for (const [xid, row] of changes) this.#doubts.begin(xid, row);
    if (!end || !answers) return;
    this.#due.set(from, batch);
    if (!this.#answering) void this.#answer(line);
  }

  /** One statement at a time: what comes meanwhile shares the next. */
  async #answer(line: Line): Promise<void> {
    this.#answering = true;
    try {
      for (await turn(); this.#due.size > 0; ) {
        const due = [...this.#due];
        this.#due = new Map();
        const channels = due.map(([from]) => answersTo(from));
        const texts = due.map(([, batch]) => `${line.id} ${batch}`);
        await line.query({ name: 'answer', text: ANSWER, values: [channels, texts] });
      }
    } catch {
      // The line is lost, and with it the lease.
      this.#due.clear();
    } finally {
      this.#answering = false;
    }
  }
}
