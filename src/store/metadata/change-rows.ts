/**
 * Which rows have changed, written down by PostgreSQL itself within the transaction that changes them, so that no way to
 * change them can forget it: not a node of another version, and not somebody at a prompt (docs/decisions/0037).
 */
import { type Kysely, PostgresAdapter, sql } from 'kysely';
import { CHANGED } from './row-names.js';
import type { Schema } from './schema.js';

/** SQLite's only writer tells this process itself. */
export async function createChanges(db: Kysely<Schema>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  // Unlogged: a crash ends every connection, and whoever had one begins with nothing kept.
  await sql`create unlogged table changes (
    xid xid8 not null default pg_current_xact_id(), what text collate "C" not null)`.execute(db);
  await sql`create index changes_in_order on changes (xid)`.execute(db);
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(db);
  // By its full name: replication and others that change rows look for no table by itself, or for another's of that name.
  const changes = `${rows[0]?.schema}.changes`;
  const bucketAnd = (column: string) => (row: string) => `${row}.bucket || '/' || ${row}.${column}`;
  await watch(db, changes, 'objects', CHANGED.object, bucketAnd('key'));
  await watch(db, changes, 'styles', CHANGED.style, bucketAnd('name'));
  await watch(db, changes, 'access_keys', CHANGED.key, (row) => `${row}.id`, 'last_used_at');
  // Heads hold the row of their bucket, and nobody knows which.
  await watch(db, changes, 'buckets', CHANGED.all, (row) => `${row}.name`);
}

/**
 * `name` is SQL for what the row of that alias is called; `but` a column whose change is none. A row that is given another
 * name is two that changed.
 */
async function watch(
  db: Kysely<Schema>,
  changes: string,
  table: keyof Schema,
  kind: string,
  name: (row: string) => string,
  but?: string,
): Promise<void> {
  const add = (row: string) => `insert into ${changes} (what) values ('${kind}' || ${name(row)});`;
  const same = but === undefined ? 'false' : `to_jsonb(old) - '${but}' = to_jsonb(new) - '${but}'`;
  const body = `begin
    if tg_op = 'TRUNCATE' then insert into ${changes} (what) values ('${CHANGED.all}'); return null; end if;
    if tg_op = 'INSERT' then ${add('new')} return null; end if;
    if tg_op = 'DELETE' then ${add('old')} return null; end if;
    if ${same} then return null; end if;
    ${add('old')}
    if ${name('old')} <> ${name('new')} then ${add('new')} end if;
    return null;
  end`;
  const run = (text: string) => sql.raw(text).execute(db);
  await run(`create function changed_${table}() returns trigger language plpgsql as $$ ${body} $$`);
  for (const [trigger, when] of TRIGGERS) {
    await run(`create trigger ${trigger} ${when.replace('TABLE', table)} execute function changed_${table}()`);
    // Also where replication applies what another server did.
    await run(`alter table ${table} enable always trigger ${trigger}`);
  }
}

const TRIGGERS = [
  ['says_changes', 'after insert or update or delete on TABLE for each row'],
  ['says_truncation', 'after truncate on TABLE for each statement'],
] as const;
