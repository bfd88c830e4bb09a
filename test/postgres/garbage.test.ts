/** What a read leaves behind in the heap. */
import { GCProfiler } from 'node:v8';
import { expect, test } from 'vitest';
import { PostgresMetadata } from '#src/store/metadata/postgres.js';
import { withPostgres } from './server.js';

const postgres = withPostgres();

const PAGE = 1000;
const PAGES = 200;
/** A page is more than a quarter of a megabyte. */
const MOST_KEPT = (PAGES * 256 * 1024) / 8;

const ADD_OBJECTS = `
  insert into objects (bucket, key, version, size, etag, crc64, type, storage_class, acl, modified_at, headers)
  select 'bucket', lpad(n::text, 20, '0'), lpad(n::text, 32, '0'), n, lpad(n::text, 32, '0'), lpad(n::text, 20, '0'),
    'Normal', 'Standard', 'default', 0, '{}'
  from generate_series(1, ${PAGE}) as n`;

test('pages that were read are garbage before they grow old', async () => {
  const url = await postgres().newDatabase();
  const metadata = await PostgresMetadata.open(url);
  try {
    await metadata.createBucket({ name: 'bucket', owner: 'owner', createdAt: 1 });
    await postgres().query(ADD_OBJECTS, url);
    let seen = 0;
    const profiler = new GCProfiler();
    profiler.start();
    // No expect() in between: it keeps what it is given.
    for (let n = 0; n < PAGES; n++) seen += (await metadata.list({ bucket: 'bucket', limit: PAGE })).objects.length;
    const grown = grownOld(profiler.stop());
    expect(seen).toBe(PAGES * PAGE);
    expect(grown).toBeLessThan(MOST_KEPT);
  } finally {
    await metadata.close();
  }
});

/** Bytes that collections of the young generation have moved to the old one. */
function grownOld({ statistics }: ReturnType<GCProfiler['stop']>): number {
  let sum = 0;
  for (const { gcType, beforeGC, afterGC } of statistics) {
    if (gcType !== 'Scavenge') continue;
    sum += Math.max(0, oldSpaceOf(afterGC) - oldSpaceOf(beforeGC));
  }
  return sum;
}

type Heap = ReturnType<GCProfiler['stop']>['statistics'][number]['beforeGC'];

function oldSpaceOf({ heapSpaceStatistics }: Heap): number {
  return heapSpaceStatistics.find(({ spaceName }) => spaceName === 'old_space')?.spaceUsedSize ?? 0;
}
