import { expect, test } from 'vitest';
import { createMetrics } from '#src/telemetry/metrics.js';
import { countParts } from '#src/telemetry/service.js';

test('frames of videos are counted by mode, damaged reads as they are, what expired by kind', async () => {
  const metrics = createMetrics();
  const server = () => ({ connections: 0, inFlight: 0, shed: 0 });
  const workers = () => ({ workers: {}, rss: 0, queued: {}, queuedCost: {}, jobs: {}, restarts: 0 });
  const kept = { memoryHits: 0, diskHits: 0, misses: 0, coalesced: 0, evictions: 0 };
  const results = () => ({ ...kept, memoryBytes: 0, memoryEntries: 0, diskBytes: 0, diskEntries: 0 });
  const videos = () => ({ probed: 2, frames: { exact: 5, fast: 7 }, lent: 3 });
  const store = () => ({ damagedReads: 4 });
  const expiry = () => ({ objects: 11, bytes: 1300, uploads: 17, walks: 19, failures: 23 });
  countParts(metrics, { server, workers, results, videos, store, expiry });
  const { text } = await metrics.page();
  expect(text).toContain('tintype_snapshots_total{mode="exact"} 5\n');
  expect(text).toContain('tintype_snapshots_total{mode="fast"} 7\n');
  expect(text).toContain('tintype_videos_probed_total 2\n');
  expect(text).toContain('tintype_videos_lent_total 3\n');
  expect(text).toContain('tintype_damaged_reads_total 4\n');
  expect(text).toContain('tintype_lifecycle_expired_total{kind="object"} 11\n');
  expect(text).toContain('tintype_lifecycle_expired_total{kind="upload"} 17\n');
  expect(text).toContain('tintype_lifecycle_expired_bytes_total 1300\n');
  expect(text).toContain('tintype_lifecycle_walks_total{end="done"} 19\n');
  expect(text).toContain('tintype_lifecycle_walks_total{end="failed"} 23\n');
});
