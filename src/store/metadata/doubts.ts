/** What transactions that may be under way are going to change: nothing of it is kept until they have ended. */
import type { HeadCache } from './head-cache.js';
import { type Snapshot, sees } from './postgres-snapshot.js';

export class Doubts {
  readonly #cache: HeadCache;
  /** Names of rows, by the transaction. */
  readonly #of = new Map<string, string[]>();

  constructor(cache: HeadCache) {
    this.#cache = cache;
  }

  get any(): boolean {
    return this.#of.size > 0;
  }

  begin(xid: string, row: string): void {
    this.#cache.doubt(row);
    const rows = this.#of.get(xid);
    if (rows === undefined) this.#of.set(xid, [row]);
    else rows.push(row);
  }

  /** What is read from now on may be kept. */
  end(xid: string): void {
    const rows = this.#of.get(xid) ?? [];
    this.#of.delete(xid);
    for (const row of rows) this.#cache.settle(row);
  }

  endSeenBy(snapshot: Snapshot): void {
    for (const xid of [...this.#of.keys()]) if (sees(snapshot, xid)) this.end(xid);
  }

  endAll(): void {
    for (const xid of [...this.#of.keys()]) this.end(xid);
  }
}
