/**
 * Leases of the nodes in PostgreSQL, and what holds up whoever changes rows without telling those who hold one: a node of
 * another version, or somebody at a prompt (docs/decisions/0038).
 */
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import { HELD_MS, LEFT_MS } from './lease.js';
import type { Schema } from './schema.js';

/** A setting of a transaction that tells before it changes anything. */
export const TELLS = 'tintype.tells';

/**
 * Whoever is to be told. By the time at which the transaction began, which is before what it sees: a server that stands
 * still between the two must not take a lease for ended that was renewed meanwhile.
 */
export const HELD = 'select id from leases where until > now()';

/** Within a transaction: by the index, however many rows that cannot go there are, which the planner does not count. */
export const HELD_AT_ONCE = `set local enable_seqscan = off; ${HELD}; set local enable_seqscan to default`;

/**
 * The same for who waits. What ends later than a lease can was given before the clock was set back: whoever is there renews
 * it, and nobody waits for one who is gone for as long as it was set back. By a time that is taken when the row is looked
 * at: one that was renewed since this began is as it should be.
 */
export const HELD_STILL = `
  with shortened as (
    update leases set until = clock_timestamp() + interval '${HELD_MS} milliseconds'
    where until > now() + interval '${HELD_MS} milliseconds'
      and until > clock_timestamp() + interval '${HELD_MS} milliseconds')
  ${HELD}`;

/** Nobody looks at these. */
const ENDED_LONG_AGO = "interval '1 minute'";

/** Also those that nobody gave back. */
export const GIVE_BACK = `delete from leases where id = any($1) or until < now() - ${ENDED_LONG_AGO}`;

/** Of the advisory locks: 'tinl', which those share who do not tell, and 'tinr', of whoever renews. */
const UNTOLD = 0x74696e6c;
const RENEWAL = 0x74696e72;

/** When none is renewed any more, all have ended after this. */
const HELD_AND_MORE_MS = HELD_MS + 1000;
const LOOK_MS = 20;

/** Whether nobody has it. In one expression, which nothing interrupts: it is the session's, and would stay. */
const free = (lock: number) => `(pg_try_advisory_lock(${lock}) and pg_advisory_unlock(${lock}))`;

/** SQLite has no other nodes. */
export async function createLeases(db: Kysely<Schema>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  const run = (text: string) => sql.raw(text).execute(db);
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(db);
  const schema = `${rows[0]?.schema}`;
  const leases = `${schema}.leases`;
  // Logged, unlike changes: a server that is back at once after a crash must know whom to wait for.
  // By their ends: while somebody sees the rows as they were hours ago, each renewal leaves one that cannot go, and nobody
  // who looks who holds a lease, or renews his, has to pass by those.
  await run(`create table leases (id text collate "C" not null, until timestamptz not null, primary key (until, id))`);
  // One after the other, since two that look at once would refuse each other. One that is not there, or was about to end,
  // is a new one, of which who changes rows need not have known. His last row is locked, as others may shorten it.
  await run(`create function renew_lease(holder text, milliseconds integer) returns text language plpgsql as $$
    declare
      moment timestamptz;
      ends timestamptz;
      lasted boolean;
      renewed timestamptz;
    begin
    perform pg_advisory_xact_lock(${RENEWAL});
    if not ${free(UNTOLD)} then return 'refused'; end if;
    moment := clock_timestamp() - ${ENDED_LONG_AGO};
    select until into ends from ${leases} where id = holder and until > moment order by until desc limit 1 for update;
    lasted := coalesce(ends > clock_timestamp() + interval '${LEFT_MS} milliseconds', false);
    renewed := clock_timestamp() + milliseconds * interval '1 millisecond';
    update ${leases} set until = renewed where until = ends and id = holder;
    if not found then insert into ${leases} values (holder, renewed); end if;
    return case when lasted then 'renewed' else 'begun' end;
  end $$`);
  // The lock is the session's and outlives a rollback: as long as the connection is there, no lease is given. A renewal
  // that had looked before is waited for. Whoever sees the rows as they were when he began cannot see when the last lease
  // ends, and waits for as long as one can last; so does, at most, who sees some that last longer, of nobody who is there,
  // since the clock was set back.
  await run(`create function hold_off_leases() returns trigger language plpgsql as $$
    declare moment timestamptz;
    begin
    if current_setting('${TELLS}', true) = 'yes' then return null; end if;
    perform pg_advisory_lock_shared(${UNTOLD});
    while not ${free(RENEWAL)} loop perform pg_sleep(0.001); end loop;
    if current_setting('transaction_isolation') <> 'read committed' then perform pg_sleep(${HELD_AND_MORE_MS / 1000}); return null; end if;
    for n in 1..${HELD_AND_MORE_MS / LOOK_MS} loop
      -- Before it is looked: one that is renewed between the two must not seem to have ended.
      moment := clock_timestamp();
      exit when not exists (select from ${leases} where until > moment);
      perform pg_sleep(${LOOK_MS / 1000});
    end loop;
    return null;
  end $$`);
  for (const table of KEPT) {
    await run(`create trigger holds_off_leases before insert or update or delete or truncate on ${table}
      for each statement execute function hold_off_leases()`);
    // Also where replication applies what another server did.
    await run(`alter table ${table} enable always trigger holds_off_leases`);
  }
}

/** Rows of these are kept by nodes. */
const KEPT = ['buckets', 'objects', 'styles'] as const;
