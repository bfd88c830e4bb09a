/** One store for the tests of a describe block, with a bucket to work in. */
import type { Readable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import type { ObjectRecord, PutOptions } from '#src/store/records.js';
import { bodyOf } from './bodies.js';
import type { Open, OpenOptions, OpenStore } from './store.js';

export const OWNER = 'account-1';

export class Fixture {
  #opened: OpenStore | undefined;
  #names = 0;

  get opened(): OpenStore {
    if (!this.#opened) throw new Error('the store is opened before the first test');
    return this.#opened;
  }

  get store(): OpenStore['store'] {
    return this.opened.store;
  }

  async open(open: Open, options?: OpenOptions): Promise<void> {
    this.#opened = await open(options);
  }

  /** A bucket that no other test has. */
  async newBucket(): Promise<string> {
    const name = `bucket-${++this.#names}`;
    await this.store.createBucket({ name, owner: OWNER });
    return name;
  }

  put(
    bucket: string,
    key: string,
    body: Readable | string = key,
    options: Partial<PutOptions> = {},
  ): Promise<ObjectRecord> {
    return this.store.put(bucket, key, typeof body === 'string' ? bodyOf(body) : body, { headers: {}, ...options });
  }

  async found(bucket: string, key: string): Promise<ObjectRecord> {
    const { object } = await this.store.head(bucket, key);
    if (!object) throw new Error(`${key} is not in ${bucket}`);
    return object;
  }
}

export function withStore(open: Open, options?: OpenOptions): Fixture {
  const fixture = new Fixture();
  beforeAll(() => fixture.open(open, options));
  afterAll(() => fixture.opened.dispose());
  return fixture;
}
