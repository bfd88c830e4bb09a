/** Many objects in a store that nobody has open, written straight into its tables and directories: the fast way. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Crc64 } from '#src/store/blobs/crc64.js';

const BUCKET = 'ballast';

/** Each has a file of its own. */
export async function addBallast(directory: string, objects: number): Promise<void> {
  const crc64 = await Crc64.load();
  const db = new DatabaseSync(join(directory, 'metadata.db'));
  const bucket = db.prepare(`
    insert into buckets (name, owner, acl, storage_class, created_at) values (?, '1000000000000001', 'private', 'Standard', 0)`);
  const blob = db.prepare("insert into blobs (id, size, md5, crc64, state) values (?, ?, ?, ?, 'live')");
  const object = db.prepare(`
    insert into objects (bucket, key, version, size, etag, crc64, type, storage_class, acl, modified_at, headers)
    values (?, ?, ?, ?, ?, ?, 'Normal', 'Standard', 'default', 0, '{}')`);
  const segment = db.prepare('insert into segments (version, n, blob, "offset", length) values (?, 0, ?, 0, ?)');
  db.exec('begin');
  bucket.run(BUCKET);
  for (let n = 0; n < objects; n++) {
    const bytes = Buffer.from(`ballast ${n}\n`);
    const digest = createHash('md5').update(bytes).digest('hex');
    const run = crc64.start();
    run.update(bytes);
    const [md5, crc] = [digest.toUpperCase(), run.digest()];
    blob.run(digest, bytes.length, md5, crc);
    object.run(BUCKET, `key-${n}`, digest, bytes.length, md5, crc);
    segment.run(digest, digest, bytes.length);
    writeFileSync(join(directory, 'blobs', digest.slice(0, 2), digest), bytes, { mode: 0o600 });
  }
  db.exec('commit');
  db.close();
}
