import { expect, test } from 'vitest';
import { createMetrics } from '#src/telemetry/metrics.js';
import { countParts } from '#src/telemetry/service.js';

test('frames of videos are counted by mode, damaged reads as they are', async () => {
  const metrics = createMetrics();
  const server = () => ({ connections: 0, inFlight: 0, shed: 0 });
  const workers = () => ({ workers: {}, rss: 0, queued: {}, queuedCost: {}, jobs: {}, restarts: 0 });
  const kept = { memoryHits: 0, diskHits: 0, misses: 0, coalesced: 0, evictions: 0 };
  const results = () => ({ ...kept, memoryBytes: 0, memoryEntries: 0, diskBytes: 0, diskEntries: 0 });
  const videos = () => ({ probed: 2, frames: { exact: 5, fast: 7 }, lent: 3 });
  const store = () => ({ damagedReads: 4 });
  countParts(metrics, { server, workers, results, videos, store });
  const { text } = await metrics.page();
  expect(text).toContain('tintype_snapshots_total{mode="exact"} 5\n');
  expect(text).toContain('tintype_snapshots_total{mode="fast"} 7\n');
  expect(text).toContain('tintype_videos_probed_total 2\n');
  expect(text).toContain('tintype_videos_lent_total 3\n');
  expect(text).toContain('tintype_damaged_reads_total 4\n');
});
