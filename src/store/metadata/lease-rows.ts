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

/** Of the advisory locks: 'tinl', which those share who do not tell, and 'tinr', of whoever renews. */
const UNTOLD = 0x74696e6c;
const RENEWAL = 0x74696e72;

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
  await run(`create table leases (id text collate "C" primary key, until timestamptz not null)`);
  // One after the other, since two that look at once would refuse each other. Those that nobody gave back go with them.
  // One that is not there, or was about to end, is a new one, of which who changes rows need not have known.
  await run(`create function renew_lease(holder text, milliseconds integer) returns text language plpgsql as $$
    declare lasted boolean;
    begin
    perform pg_advisory_xact_lock(${RENEWAL});
    if not ${free(UNTOLD)} then return 'refused'; end if;
    lasted := exists (
      select from ${leases} where id = holder and until > clock_timestamp() + interval '${LEFT_MS} milliseconds');
    delete from ${leases} where until < clock_timestamp() - interval '1 minute';
    insert into ${leases} values (holder, clock_timestamp() + milliseconds * interval '1 millisecond')
      on conflict (id) do update set until = excluded.until;
    return case when lasted then 'renewed' else 'begun' end;
  end $$`);
  // The lock is the session's and outlives a rollback: as long as the connection is there, no lease is given. A renewal
  // that had looked before is waited for. Whoever sees the rows as they were when he began cannot see when the last lease
  // ends, and waits for as long as one can last.
  await run(`create function hold_off_leases() returns trigger language plpgsql as $$
    declare moment timestamptz;
    begin
    if current_setting('${TELLS}', true) = 'yes' then return null; end if;
    perform pg_advisory_lock_shared(${UNTOLD});
    while not ${free(RENEWAL)} loop perform pg_sleep(0.001); end loop;
    if current_setting('transaction_isolation') <> 'read committed' then perform pg_sleep(${HELD_MS / 1000 + 1}); return null; end if;
    loop
      -- Before it is looked: one that is renewed between the two must not seem to have ended.
      moment := clock_timestamp();
      exit when not exists (select from ${leases} where until > moment);
      perform pg_sleep(0.02);
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
