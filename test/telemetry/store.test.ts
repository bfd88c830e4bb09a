import { expect, test } from 'vitest';
import { createMetrics } from '#src/telemetry/metrics.js';
import { countStore, type StoreCounts } from '#src/telemetry/store.js';

async function pageOf(counts: StoreCounts): Promise<string> {
  const metrics = createMetrics();
  countStore(metrics, () => counts);
  return (await metrics.page()).text;
}

test('the bytes are counted: what was damaged, what an S3 engine did, originals that are kept', async () => {
  const text = await pageOf({
    damagedReads: 4,
    engine: { reads: 5, writes: 7, failures: 11 },
    sources: { hits: 13, fetches: 17, bytes: 19, files: 23 },
  });
  expect(text).toContain('tintype_damaged_reads_total 4\n');
  expect(text).toContain('tintype_s3_operations_total{operation="read"} 5\n');
  expect(text).toContain('tintype_s3_operations_total{operation="write"} 7\n');
  expect(text).toContain('tintype_s3_operations_total{operation="failure"} 11\n');
  expect(text).toContain('tintype_sources_total{from="kept"} 13\n');
  expect(text).toContain('tintype_sources_total{from="engine"} 17\n');
  expect(text).toContain('tintype_sources_bytes 19\n');
});

test('so are the other nodes: the lease, questions, and what they were told', async () => {
  const lastAnswers = { 'tintype-0': { changes: 30, seconds: 0.25 }, 'tintype-1': { changes: 1, seconds: 0.125 } };
  const others = { questions: 29, holdsLease: true, told: 31, toldSeconds: 0.5, lastAnswers };
  const text = await pageOf({ damagedReads: 0, others });
  expect(text).toContain('tintype_metadata_lease 1\n');
  expect(text).toContain('tintype_metadata_questions_total 29\n');
  expect(text).toContain('tintype_metadata_told_total 31\n');
  expect(text).toContain('tintype_metadata_told_seconds_total 0.5\n');
  expect(text).toContain('tintype_metadata_last_answers_total{node="tintype-0"} 30\n');
  expect(text).toContain('tintype_metadata_last_answers_seconds_total{node="tintype-1"} 0.125\n');
});

test('a node with files and rows of its own has the same rows, with zeros', async () => {
  const text = await pageOf({ damagedReads: 0 });
  expect(text).toContain('tintype_s3_operations_total{operation="write"} 0\n');
  expect(text).toContain('tintype_sources_total{from="engine"} 0\n');
  expect(text).toContain('tintype_metadata_lease 0\n');
  expect(text).toContain('tintype_metadata_told_total 0\n');
});
