import { expect, test } from 'vitest';
import { createMetrics } from '#src/telemetry/metrics.js';
import { countParts } from '#src/telemetry/service.js';

test('parts are counted: videos by mode, results by tier, workers by place and cause, what expired by kind', async () => {
  const metrics = createMetrics();
  const server = () => ({ connections: 0, inFlight: 0, shed: 0 });
  const workers = () => ({
    ...{ workers: {}, queued: {}, queuedCost: {}, jobs: {} },
    standingSeconds: { fast: 103.5, slow: 0 },
    rssByWorker: { 1: 1e8, 2: 2e8 },
    deaths: { crashed: 31, ceiling: 37 },
    recycled: 41,
    refusals: { queue: 43, deadline: 47, drain: 53 },
  });
  const hits = { memoryHits: 0, diskHits: 0, misses: 0, coalesced: 29, memoryHitBytes: 59, diskHitBytes: 61 };
  const caps = { memoryCapacity: 67, diskCapacity: 71, memoryEvictions: 73, evictions: 79 };
  const results = () => ({ ...hits, ...caps, memoryBytes: 0, memoryEntries: 0, diskBytes: 0, diskEntries: 0 });
  const videos = () => ({ probed: 2, frames: { exact: 5, fast: 7 }, lent: 3 });
  const store = () => ({ damagedReads: 0 });
  const expiry = () => ({ objects: 11, bytes: 1300, uploads: 17, walks: 19, failures: 23 });
  const mirror = () => ({ ends: { stored: 83, refused: 89 }, bytes: 97, underWay: 101 });
  countParts(metrics, { server, workers, results, videos, store, expiry, mirror });
  const { text } = await metrics.page();
  expect(text).toContain('tintype_mirror_fetches_total{end="refused"} 89\n');
  expect(text).toContain('tintype_mirror_bytes_total 97\n');
  expect(text).toContain('tintype_mirror_under_way 101\n');
  expect(text).toContain('tintype_snapshots_total{mode="exact"} 5\n');
  expect(text).toContain('tintype_snapshots_total{mode="fast"} 7\n');
  expect(text).toContain('tintype_videos_probed_total 2\n');
  expect(text).toContain('tintype_videos_lent_total 3\n');
  expect(text).toContain('tintype_lifecycle_expired_total{kind="object"} 11\n');
  expect(text).toContain('tintype_lifecycle_expired_total{kind="upload"} 17\n');
  expect(text).toContain('tintype_lifecycle_expired_bytes_total 1300\n');
  expect(text).toContain('tintype_lifecycle_walks_total{end="done"} 19\n');
  expect(text).toContain('tintype_lifecycle_walks_total{end="failed"} 23\n');
  expect(text).toContain('tintype_queue_standing_seconds{lane="fast"} 103.5\n');
  expect(text).toContain('tintype_queue_standing_seconds{lane="slow"} 0\n');
  expect(text).toContain('tintype_worker_rss_bytes{worker="2"} 200000000\n');
  expect(text).toContain('tintype_worker_restarts_total{cause="ceiling"} 37\n');
  expect(text).toContain('tintype_workers_recycled_total 41\n');
  expect(text).toContain('tintype_refusals_total{reason="queue"} 43\n');
  expect(text).toContain('tintype_refusals_total{reason="deadline"} 47\n');
  expect(text).toContain('tintype_refusals_total{reason="drain"} 53\n');
  expect(text).toContain('tintype_results_coalesced_total 29\n');
  expect(text).toContain('tintype_results_hit_bytes_total{tier="memory"} 59\n');
  expect(text).toContain('tintype_results_hit_bytes_total{tier="disk"} 61\n');
  expect(text).toContain('tintype_results_capacity_bytes{tier="disk"} 71\n');
  expect(text).toContain('tintype_results_evictions_total{tier="memory"} 73\n');
  expect(text).toContain('tintype_results_evictions_total{tier="disk"} 79\n');
});
