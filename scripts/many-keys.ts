/** Rows of objects straight into the database of a data directory, also while a server has it open: to be listed, not read. */
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** 100,000 take half a second. Their keys are prefix + 000000.jpg and up. */
export function putManyKeys(data: string, bucket: string, prefix: string, count: number): void {
  const db = new DatabaseSync(join(data, 'metadata.db'));
  try {
    db.prepare(`
      with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < ? - 1)
      insert into objects
        (bucket, key, version, size, etag, crc64, type, storage_class, acl, modified_at, headers)
      select ?, ? || printf('%06d.jpg', n), printf('%032d', n), 123456, '0123456789ABCDEF0123456789ABCDEF', '1',
        'Normal', 'Standard', 'default', 1700000000000 + n, '{"content-type":"image/jpeg"}'
      from numbers`).run(count, bucket, prefix);
  } finally {
    db.close();
  }
}
