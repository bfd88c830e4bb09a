/** Changes of a bucket's styles and of how it uses them, each inside the transaction of whoever calls. */
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { NewStyle, ProcessConfiguration } from '../style-records.js';
import { tooManyStyles } from '../style-records.js';
import * as hot from './hot.js';
import { noSuchBucket, type ObjectRows } from './object-rows.js';
import * as sql from './style-sql.js';

export interface StyleName {
  readonly bucket: string;
  readonly name: string;
}

/** Statements are prepared once per connection. A method that throws leaves its undoing to the caller. */
export class StyleWrites {
  readonly #objects: ObjectRows;
  readonly #statements;

  constructor(db: DatabaseSyncInstance, objects: ObjectRows) {
    this.#objects = objects;
    this.#statements = {
      count: db.prepare(sql.COUNT_OTHER_STYLES),
      put: db.prepare(sql.PUT_STYLE),
      remove: db.prepare(sql.REMOVE_STYLE),
      configure: db.prepare(hot.SET_PROCESS_CONFIGURATION),
    };
  }

  put({ most, ...style }: NewStyle): void {
    const { bucket, name } = style;
    this.#objects.bucket(bucket);
    const { others }: { others: number } = this.#statements.count.get({ bucket, name });
    if (others >= most) throw tooManyStyles(most);
    this.#statements.put.run({ ...style });
  }

  remove({ bucket, name }: StyleName): void {
    this.#objects.bucket(bucket);
    this.#statements.remove.run({ bucket, name });
  }

  configure({ name, configuration }: { name: string; configuration: ProcessConfiguration }): void {
    const text = JSON.stringify(configuration);
    if (this.#statements.configure.run({ name, configuration: text }).changes === 0) throw noSuchBucket(name);
  }
}
