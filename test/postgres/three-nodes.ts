/** Three nodes on one database, named node-0 to node-2; the third reaches it by a way that breaks, or is slow, when it is told to. */
import { afterAll, beforeAll } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import type { Rows } from '#src/store/records.js';
import { blobId, blobOf, objectOf } from '../store/metadata/database.js';
import { withPostgres } from './server.js';
import { Way } from './way.js';

/** Whatever they do is done in the bucket `bucket`. */
export interface ThreeNodes {
  readonly url: string;
  readonly way: Way;
  readonly all: readonly PostgresMetadata[];
  /** Of any number: they take turns. */
  node(n: number): PostgresMetadata;
  /** Puts an object of one new blob. Resolves with its version. */
  put(n: number, key: string, version?: string): Promise<string>;
  putStyle(n: number, content: string): Promise<unknown>;
  /** The rows of an object, and of the style that putStyle() puts. */
  head(n: number, key: string): Promise<Rows>;
  /** What a statement gives that none of them makes. */
  sql(text: string): Promise<Record<string, unknown>[]>;
}

export function useThreeNodes(): ThreeNodes {
  const postgres = withPostgres();
  let url: string;
  let way: Way;
  let all: PostgresMetadata[];
  let last = 0;
  beforeAll(async () => {
    url = await postgres().newDatabase();
    way = await Way.to(url);
    all = await Promise.all([url, url, way.url()].map((each, n) => PostgresMetadata.open(each, { name: `node-${n}` })));
  });
  afterAll(async () => {
    await Promise.all((all ?? []).map((each) => each.close()));
    await way?.close();
  });
  const node = (n: number) => all[n % all.length] as PostgresMetadata;
  return {
    get url() {
      return url;
    },
    get way() {
      return way;
    },
    get all() {
      return all;
    },
    node,
    async put(n, key, version = blobId(++last)) {
      const blob = blobId(++last);
      await node(n).commit({ object: objectOf(key, version, [blob]), blobs: [blobOf(blob)], forbidOverwrite: false });
      return version;
    },
    putStyle: (n, content) =>
      node(n).putStyle({ bucket: 'bucket', name: 'style', content, category: 'image', at: 1, most: 50 }),
    head: (n, key) => node(n).head('bucket', key, 'style'),
    sql: async (text) => (await postgres().query(text, url)).rows,
  };
}
