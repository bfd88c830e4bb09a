/** What the parts of the service keep count of, as rows of the metrics page. The parts are known by their shape alone. */
import { labelled, type Metrics } from './metrics.js';
import { countStore, type StoreCounts } from './store.js';

export interface CountedParts {
  server(): { readonly connections: number; readonly inFlight: number; readonly shed: number };
  workers(): {
    readonly workers: Readonly<Record<string, number>>;
    /** By the number of the worker. */
    readonly rssByWorker: Readonly<Record<string, number>>;
    readonly queued: Readonly<Record<string, number>>;
    readonly queuedCost: Readonly<Record<string, number>>;
    readonly standingSeconds: Readonly<Record<string, number>>;
    readonly jobs: Readonly<Record<string, number>>;
    /** By why the worker died. */
    readonly deaths: Readonly<Record<string, number>>;
    readonly recycled: number;
    /** By why the picture was not worked on. */
    readonly refusals: Readonly<Record<string, number>>;
  };
  results(): {
    readonly memoryHits: number;
    readonly diskHits: number;
    readonly misses: number;
    readonly coalesced: number;
    readonly memoryBytes: number;
    readonly memoryEntries: number;
    readonly diskBytes: number;
    readonly diskEntries: number;
    readonly memoryCapacity: number;
    readonly diskCapacity: number;
    readonly memoryEvictions: number;
    readonly evictions: number;
    readonly shared?: { readonly hits: number; readonly waited: number; readonly failures: number };
    readonly memoryHitBytes: number;
    readonly diskHitBytes: number;
  };
  expiry(): {
    readonly objects: number;
    readonly bytes: number;
    readonly uploads: number;
    readonly walks: number;
    readonly failures: number;
  };
  mirror(): {
    readonly ends: Readonly<Record<string, number>>;
    readonly bytes: number;
    readonly underWay: number;
  };
  videos(): {
    readonly probed: number;
    readonly frames: Readonly<Record<string, number>>;
    readonly lent: number;
  };
  store(): StoreCounts;
}

export function countParts(metrics: Metrics, parts: CountedParts): void {
  const { server, workers, results, videos, store, expiry, mirror } = parts;
  countMirror(metrics, mirror);
  countExpiry(metrics, expiry);
  countResults(metrics, results);
  countVideos(metrics, videos);
  countStore(metrics, store);
  metrics.registerGauge({ name: 'tintype_connections', help: 'Open connections.', read: () => server().connections });
  metrics.registerCounter({
    name: 'tintype_connections_shed_total',
    help: 'Connections closed because there were too many.',
    read: () => server().shed,
  });
  metrics.registerGauge({ name: 'tintype_in_flight', help: 'Requests under way.', read: () => server().inFlight });
  countWorkers(metrics, workers);
}

function countWorkers(metrics: Metrics, workers: CountedParts['workers']): void {
  metrics.registerGauge({
    name: 'tintype_workers',
    help: 'Worker processes, by state.',
    labels: ['state'],
    read: () => labelled('state', workers().workers),
  });
  metrics.registerGauge({
    name: 'tintype_queue_jobs',
    help: 'Pictures that wait for a worker, by lane.',
    labels: ['lane'],
    read: () => labelled('lane', workers().queued),
  });
  metrics.registerGauge({
    name: 'tintype_queue_cost_milliseconds',
    help: 'Estimated CPU of the pictures that wait, by lane.',
    labels: ['lane'],
    read: () => labelled('lane', workers().queuedCost),
  });
  metrics.registerGauge({
    name: 'tintype_queue_standing_seconds',
    help: 'For how long more pictures have come than can be made, by lane: it takes less and less, down to a second of work. 0: it does not stand.',
    labels: ['lane'],
    read: () => labelled('lane', workers().standingSeconds),
  });
  metrics.registerCounter({
    name: 'tintype_jobs_total',
    help: 'Pictures given to the workers, by how they ended.',
    labels: ['end'],
    read: () => labelled('end', workers().jobs),
  });
  metrics.registerCounter({
    name: 'tintype_refusals_total',
    help: 'Pictures that were not worked on, by reason: queue full, deadline missed or sure to be, drain, poison, broken.',
    labels: ['reason'],
    read: () => labelled('reason', workers().refusals),
  });
  metrics.registerGauge({
    name: 'tintype_worker_rss_bytes',
    help: 'Memory of each worker.',
    labels: ['worker'],
    read: () => labelled('worker', workers().rssByWorker),
  });
  metrics.registerCounter({
    name: 'tintype_worker_restarts_total',
    help: 'Workers that died and were replaced, by cause.',
    labels: ['cause'],
    read: () => labelled('cause', workers().deaths),
  });
  metrics.registerCounter({
    name: 'tintype_workers_recycled_total',
    help: 'Workers replaced because they had grown or had done many jobs.',
    read: () => workers().recycled,
  });
}

function countMirror(metrics: Metrics, mirror: CountedParts['mirror']): void {
  metrics.registerCounter({
    name: 'tintype_mirror_fetches_total',
    help: 'Missing objects that a bucket has an origin for, by how it ended; remembered: missing there, not asked again.',
    labels: ['end'],
    read: () => labelled('end', mirror().ends),
  });
  metrics.registerCounter({
    name: 'tintype_mirror_bytes_total',
    help: 'Bytes of objects that were fetched from origins and stored.',
    read: () => mirror().bytes,
  });
  metrics.registerGauge({
    name: 'tintype_mirror_under_way',
    help: 'Fetches from origins under way.',
    read: () => mirror().underWay,
  });
}

function countResults(metrics: Metrics, results: CountedParts['results']): void {
  metrics.registerCounter({
    name: 'tintype_results_shared_total',
    help: 'Valkey: results that another node had rendered, or rendered while this one waited; questions it left open.',
    labels: ['event'],
    read: () => {
      const { hits: hit = 0, waited = 0, failures: failure = 0 } = results().shared ?? {};
      return labelled('event', { hit, waited, failure });
    },
  });
  const perTier = (memory: number, disk: number) => labelled('tier', { memory, disk });
  metrics.registerCounter({
    name: 'tintype_results_hits_total',
    help: 'Rendered pictures answered from what was kept, by where it was.',
    labels: ['tier'],
    read: () => perTier(results().memoryHits, results().diskHits),
  });
  metrics.registerCounter({
    name: 'tintype_results_hit_bytes_total',
    help: 'Bytes of the rendered pictures that were kept and asked for, by where they were.',
    labels: ['tier'],
    read: () => perTier(results().memoryHitBytes, results().diskHitBytes),
  });
  metrics.registerCounter({
    name: 'tintype_results_misses_total',
    help: 'Pictures that had to be rendered.',
    read: () => results().misses,
  });
  metrics.registerCounter({
    name: 'tintype_results_coalesced_total',
    help: 'Requests that shared a render which another had begun.',
    read: () => results().coalesced,
  });
  metrics.registerCounter({
    name: 'tintype_results_evictions_total',
    help: 'Rendered pictures removed to make room, by where they were.',
    labels: ['tier'],
    read: () => perTier(results().memoryEvictions, results().evictions),
  });
  metrics.registerGauge({
    name: 'tintype_results_bytes',
    help: 'Rendered pictures kept, in bytes.',
    labels: ['tier'],
    read: () => perTier(results().memoryBytes, results().diskBytes),
  });
  metrics.registerGauge({
    name: 'tintype_results_capacity_bytes',
    help: 'Bytes that may be kept.',
    labels: ['tier'],
    read: () => perTier(results().memoryCapacity, results().diskCapacity),
  });
  metrics.registerGauge({
    name: 'tintype_results',
    help: 'Rendered pictures kept.',
    labels: ['tier'],
    read: () => perTier(results().memoryEntries, results().diskEntries),
  });
}

function countVideos(metrics: Metrics, videos: CountedParts['videos']): void {
  metrics.registerCounter({
    name: 'tintype_snapshots_total',
    help: 'Frames of videos that had to be taken, by mode.',
    labels: ['mode'],
    read: () => labelled('mode', videos().frames),
  });
  metrics.registerCounter({
    name: 'tintype_videos_probed_total',
    help: 'Videos of which nothing was known yet.',
    read: () => videos().probed,
  });
  metrics.registerCounter({
    name: 'tintype_videos_lent_total',
    help: 'Times that ffmpeg read a video through an address, because it is no single file.',
    read: () => videos().lent,
  });
}

function countExpiry(metrics: Metrics, expiry: CountedParts['expiry']): void {
  metrics.registerCounter({
    name: 'tintype_lifecycle_expired_total',
    help: 'What lifecycle rules have removed: objects deleted, multipart uploads aborted.',
    labels: ['kind'],
    read: () => labelled('kind', { object: expiry().objects, upload: expiry().uploads }),
  });
  metrics.registerCounter({
    name: 'tintype_lifecycle_expired_bytes_total',
    help: 'Bytes of the objects that lifecycle rules have deleted.',
    read: () => expiry().bytes,
  });
  metrics.registerCounter({
    name: 'tintype_lifecycle_walks_total',
    help: 'Walks over a bucket with lifecycle rules, one a day, by how they ended.',
    labels: ['end'],
    read: () => labelled('end', { done: expiry().walks, failed: expiry().failures }),
  });
}
