/** A process that keeps the rows of `key-0`: says what it reads whenever it is told to, and whether it holds a lease. */
import { PostgresMetadata } from '#src/store/metadata/postgres.js';

export interface Reading {
  readonly tags: string;
  readonly kept: boolean;
  readonly holdsLease: boolean;
}

const metadata = await PostgresMetadata.open(process.argv[2] ?? '', { name: 'reading-node' });
process.on('message', async () => {
  const { holdsLease } = metadata.othersStats();
  const { object, held } = await metadata.head('bucket', 'key-0');
  const reading: Reading = { tags: JSON.stringify(object?.tags), kept: held !== undefined, holdsLease };
  process.send?.(reading);
});
process.on('disconnect', () => process.exit());
