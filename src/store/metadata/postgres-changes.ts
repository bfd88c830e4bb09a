/**
 * What others have changed in the database since this node last asked, so that the rows it keeps are as they are there
 * (docs/decisions/0037). Nobody is believed to have told: before a kept row is used PostgreSQL is asked, in one small
 * question that all share who came before it was sent.
 */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import { CHANGED } from './change-rows.js';
import type { HeadCache } from './head-cache.js';
import type { Others } from './heads.js';
import { ConnectionLost, meaningOf } from './postgres-errors.js';
import { openClient } from './postgres-pool.js';
import { earlierThan, type Snapshot, snapshotOf } from './postgres-snapshot.js';

/** A question that so many shared shows that there are more to come, and the next one waits for them. */
const SHARED = 4;
const PAUSE_MS = 1;
/** Of more changes all is forgotten, which is quicker than to be told of each. */
const MOST = 5000;

const FIRST = 'select pg_current_snapshot()::text as snapshot, pg_is_in_recovery() as standby';

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

/** Those that nobody can have made yet came with a backup of another server. */
const REMOVE = `
  delete from changes where ctid in (
    select ctid from changes
    where xid < cast($1 as xid8) or xid >= pg_snapshot_xmax(pg_current_snapshot())
    limit ${MOST}
  )`;

/** Removes the oldest changes. */
export async function forgetChanges(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ before: string }>(PRUNE);
  for (;;) {
    const { rowCount } = await pool.query(REMOVE, [rows[0]?.before ?? '0']);
    if ((rowCount ?? 0) < MOST) return;
  }
}

interface Answer {
  readonly snapshot: string;
  readonly changes: readonly string[] | null;
}

interface Session {
  readonly client: pg.Client;
  /** Whatever is kept is as it was then. */
  seen: Snapshot;
}

export class PostgresChanges implements Others {
  readonly #url: string;
  readonly #cache: HeadCache;
  #session: Session | undefined;
  /** The question that has not been sent yet. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  /** Who waits for the next, and who waited for the last. */
  #waiting = 0;
  #answered = 0;
  #closed = false;

  constructor(url: string, cache: HeadCache) {
    this.#url = url;
    this.#cache = cache;
  }

  /** A question that is on its way may have been answered before the caller's change: only the next one is for him. */
  caughtUp(): Promise<void> {
    this.#waiting++;
    this.#next ??= this.#inTurn();
    return this.#next;
  }

  async close(): Promise<void> {
    await (this.#next ?? this.#last).catch(() => {});
    this.#closed = true;
    await this.#last.catch(() => {});
    await this.#session?.client.end().catch(() => {});
  }

  /** Sent when the requests that have arrived have all been looked at, so that they share it. */
  async #inTurn(): Promise<void> {
    await this.#last.catch(() => {});
    await (this.#answered < SHARED ? turn() : sleep(PAUSE_MS));
    if (this.#next !== undefined) this.#last = this.#next;
    this.#next = undefined;
    this.#answered = this.#waiting;
    this.#waiting = 0;
    await this.#ask();
  }

  async #ask(): Promise<void> {
    if (this.#closed) throw new Error('the store is closed');
    try {
      if (this.#session === undefined) this.#session = await this.#begin();
      else await this.#catchUp(this.#session);
    } catch (error) {
      this.#lose(this.#session);
      throw meaningOf(error);
    }
  }

  /** Another connection may lead to another server, whose transactions have the numbers of those that this node knows. */
  async #begin(): Promise<Session> {
    const client = await openClient(this.#url);
    try {
      // Few rows or many, the planner knows late.
      await client.query('set enable_seqscan = off');
      const { rows } = await client.query<{ snapshot: string; standby: boolean }>(FIRST);
      const [row] = rows;
      // What was committed at the primary comes there later.
      if (row === undefined || row.standby) throw new ConnectionLost('the server is a standby');
      const session = { client, seen: snapshotOf(row.snapshot) };
      client.once('end', () => this.#lose(session));
      this.#cache.clear();
      return session;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  async #catchUp(session: Session): Promise<void> {
    const { seen } = session;
    const values = [seen.next, `{${seen.underWay.join()}}`];
    const { rows } = await session.client.query<Answer>({ name: 'changes', text: SINCE, values });
    const [answer] = rows;
    if (answer === undefined) throw new Error('PostgreSQL has given no snapshot');
    if (answer.snapshot !== seen.text) session.seen = snapshotOf(answer.snapshot);
    if (answer.changes !== null) this.#forget(answer.changes, seen);
  }

  #forget(changes: readonly string[], seen: Snapshot): void {
    if (changes.length > MOST) this.#cache.clear();
    else for (const what of changes) this.#forgetOne(what.slice(0, 1), what.slice(1), seen);
  }

  #forgetOne(kind: string, name: string, seen: Snapshot): void {
    const slash = name.indexOf('/');
    const [bucket, rest] = [name.slice(0, slash), name.slice(slash + 1)];
    if (kind === CHANGED.object) this.#cache.forget(bucket, rest);
    else if (kind === CHANGED.style) this.#cache.forgetStyle(bucket, rest);
    // Changes before that transaction are written down no more.
    else if (kind === CHANGED.pruned) {
      if (earlierThan(seen, name)) this.#cache.clear();
    } else if (kind !== CHANGED.key) this.#cache.clear();
  }

  #lose(session: Session | undefined): void {
    if (session === undefined || this.#session !== session) return;
    this.#session = undefined;
    this.#cache.clear();
    session.client.end().catch(() => {});
  }
}
