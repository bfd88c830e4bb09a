/**
 * What others have changed in the database since this node last asked, so that the rows it keeps are as they are there
 * (docs/decisions/0037): one small question that all share who came before it was sent. Without a lease it comes before
 * every use of a kept row; with one, twice a second.
 */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import type { HeadCache } from './head-cache.js';
import type { Line, PostgresLine } from './postgres-line.js';
import { earlierThan, type Snapshot, snapshotOf } from './postgres-snapshot.js';
import { CHANGED } from './row-names.js';

/** A question that so many shared shows that there are more to come, and the next one waits for them. */
const SHARED = 4;
const PAUSE_MS = 1;
/** Of more changes all is forgotten, which is quicker than to be told of each. */
const MOST = 5000;

/**
 * The transactions that a snapshot does not see are those from xmax on, and those that were under way. One statement has
 * one snapshot, so the changes are all between the one of the last question and the one that this answers with. Those
 * that are still under way are not looked for: of one that changes a million rows a million would be met and not seen.
 */
const SINCE = `
  select pg_current_snapshot()::text as snapshot, (
    select array_agg(what) from (
      select what from changes
      where xid >= cast($1 as xid8) and xid < pg_snapshot_xmax(pg_current_snapshot())
      union all
      select what from changes
      where xid = any(array(
        select ended from unnest(cast($2 as xid8[])) as ended
        where pg_visible_in_snapshot(ended, pg_current_snapshot())
      ))
      limit ${MOST + 1}
    ) as c
  ) as changes`;

/**
 * Says, as a change, from which transaction on changes are still written down. Those before it had all ended, so that
 * whoever sees this has seen theirs or is told here that he has not. It is the one that said so the last time, half an
 * hour ago, so that few are behind it.
 */
const PRUNE = `
  insert into changes (what)
  select '${CHANGED.pruned}' || least(pg_snapshot_xmin(pg_current_snapshot()), coalesce((
    select xid from changes
    where what like '${CHANGED.pruned}%' and xid < pg_snapshot_xmax(pg_current_snapshot())
    order by xid desc limit 1
  ), '0'))
  returning substr(what, 2) as before`;

/** In order, each time from where the last ended: from the beginning it would meet again all that is gone. */
const REMOVE = `
  with gone as (
    delete from changes where ctid in (
      select ctid from changes where xid >= cast($1 as xid8) and xid < cast($2 as xid8) order by xid limit ${MOST}
    )
    returning xid
  )
  select xid::text as last, (count(*) over ())::int as count from gone order by xid desc limit 1`;

/** Those that nobody can have made yet came with a backup of another server. */
const REMOVE_FOREIGN = 'delete from changes where xid >= pg_snapshot_xmax(pg_current_snapshot())';

/** Removes the oldest changes. */
export async function forgetChanges(pool: pg.Pool): Promise<void> {
  await pool.query(REMOVE_FOREIGN);
  const { rows } = await pool.query<{ before: string }>(PRUNE);
  const before = rows[0]?.before ?? '0';
  for (let from: string | undefined = '0'; from !== undefined; ) {
    const { rows: gone }: pg.QueryResult<{ last: string; count: number }> = await pool.query(REMOVE, [from, before]);
    from = (gone[0]?.count ?? 0) < MOST ? undefined : gone[0]?.last;
  }
}

interface Answer {
  readonly snapshot: string;
  readonly changes: readonly string[] | null;
}

export interface Told {
  /** All that this snapshot sees is forgotten. */
  saw(line: Line, snapshot: Snapshot): void;
}

export class PostgresChanges {
  readonly #lines: PostgresLine;
  readonly #cache: HeadCache;
  readonly #told: Told;
  /** Whatever is kept is as it was then. */
  #seen: { readonly line: Line; readonly snapshot: Snapshot } | undefined;
  /** The question that has not been sent yet. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  /** Who waits for the next, and who waited for the last. */
  #waiting = 0;
  #answered = 0;
  #asked = 0;

  constructor(lines: PostgresLine, cache: HeadCache, told: Told) {
    this.#lines = lines;
    this.#cache = cache;
    this.#told = told;
  }

  /** Questions until now. */
  get asked(): number {
    return this.#asked;
  }

  /**
   * Resolves when all that was committed by now is forgotten. A question that is on its way may have been answered before
   * the caller's change: only the next one is for him.
   */
  ask(): Promise<void> {
    this.#waiting++;
    this.#next ??= this.#inTurn();
    return this.#next;
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#last).catch(() => {});
    await this.#last.catch(() => {});
  }

  /** Sent when the requests that have arrived have all been looked at, so that they share it. */
  async #inTurn(): Promise<void> {
    await this.#last.catch(() => {});
    await (this.#answered < SHARED ? turn() : sleep(PAUSE_MS));
    if (this.#next !== undefined) this.#last = this.#next;
    this.#next = undefined;
    this.#answered = this.#waiting;
    this.#waiting = 0;
    await this.#send();
  }

  async #send(): Promise<void> {
    const line = await this.#lines.open();
    this.#asked++;
    await this.#catchUp(line);
  }

  async #catchUp(line: Line): Promise<void> {
    const before = this.#seen?.line === line ? this.#seen.snapshot : line.began;
    const values = [before.next, `{${before.underWay.join()}}`];
    const { rows } = await line.query<Answer>({ name: 'changes', text: SINCE, values });
    const [answer] = rows;
    if (answer === undefined) throw new Error('PostgreSQL has given no snapshot');
    const snapshot = answer.snapshot === before.text ? before : snapshotOf(answer.snapshot);
    this.#seen = { line, snapshot };
    if (answer.changes !== null) this.#forget(answer.changes, before);
    this.#told.saw(line, snapshot);
  }

  #forget(changes: readonly string[], before: Snapshot): void {
    if (changes.length > MOST) this.#cache.clear();
    else for (const what of changes) if (isNews(what, before)) this.#cache.forget(what);
  }
}

/** Of changes that are written down no more only those matter that had not been told. */
function isNews(what: string, before: Snapshot): boolean {
  return !what.startsWith(CHANGED.pruned) || earlierThan(before, what.slice(1));
}
