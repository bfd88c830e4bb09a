/** A data directory looked at from outside, while nobody has it open. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

interface BlobRow {
  readonly id: string;
  readonly size: number;
  readonly md5: string;
  readonly state: string;
}

/** Problems of the database itself, of what its rows say of each other, and of the files they name. */
export function directoryProblems(directory: string): string[] {
  const db = new DatabaseSync(join(directory, 'metadata.db'), { readOnly: true });
  try {
    return [...databaseProblems(db), ...fileProblems(db, join(directory, 'blobs'))];
  } finally {
    db.close();
  }
}

const RULES: Readonly<Record<string, string>> = {
  'an object whose segments are not its size': `
    select o.key from objects o left join segments s on s.version = o.version
    where o.links_to is null
    group by o.bucket, o.key having coalesce(sum(s.length), -1) <> max(o.size)`,
  'a part whose segments are not its size': `
    select p.upload, p.number from parts p left join segments s on s.version = p.version
    group by p.upload, p.number having coalesce(sum(s.length), -1) <> max(p.size)`,
  'a part of no upload': 'select upload from parts where upload not in (select id from uploads)',
  'a segment of no object and no part': `
    select version from segments
    where version not in (select version from objects) and version not in (select version from parts)`,
  'a segment outside its blob, or of a blob that is not live': `
    select s.blob from segments s left join blobs b on b.id = s.blob
    where b.id is null or b.state <> 'live' or s."offset" + s.length > b.size`,
  'a live blob that nobody uses': "select id from blobs where state = 'live' and id not in (select blob from segments)",
};

function databaseProblems(db: DatabaseSyncInstance): string[] {
  const [integrity] = db.prepare('pragma integrity_check').all();
  const problems = integrity?.integrity_check === 'ok' ? [] : [`integrity_check: ${JSON.stringify(integrity)}`];
  if (db.prepare('pragma foreign_key_check').all().length > 0) problems.push('foreign_key_check');
  for (const [rule, sql] of Object.entries(RULES)) {
    const rows = db.prepare(sql).all();
    if (rows.length > 0) problems.push(`${rule}: ${JSON.stringify(rows)}`);
  }
  return problems;
}

/** After a sweep the files are the live blobs, byte for byte, and nothing else. */
function fileProblems(db: DatabaseSyncInstance, root: string): string[] {
  const rows: BlobRow[] = db.prepare('select id, size, md5, state from blobs').all();
  const files = new Set(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name),
  );
  const problems = rows.filter(({ state }) => state !== 'live').map(({ id }) => `${id} is still doomed`);
  for (const { id, size, md5 } of rows) {
    if (!files.delete(id)) problems.push(`${id} has no file`);
    else if (!isWhole(readFileSync(join(root, id.slice(0, 2), id)), size, md5)) problems.push(`${id} is not its bytes`);
  }
  return [...problems, ...[...files].map((id) => `${id} has no row`)];
}

function isWhole(bytes: Buffer, size: number, md5: string): boolean {
  return bytes.length === size && createHash('md5').update(bytes).digest('hex').toUpperCase() === md5;
}
