/** What the parts of the service keep count of, as rows of the metrics page. The parts are known by their shape alone. */
import type { LabelledValue, Metrics } from './metrics.js';

export interface CountedParts {
  server(): { readonly connections: number; readonly inFlight: number };
  workers(): {
    readonly workers: Readonly<Record<string, number>>;
    readonly rss: number;
    readonly queued: Readonly<Record<string, number>>;
    readonly queuedCost: Readonly<Record<string, number>>;
    readonly jobs: Readonly<Record<string, number>>;
    readonly restarts: number;
  };
}

export function countParts(metrics: Metrics, { server, workers }: CountedParts): void {
  metrics.registerGauge({ name: 'tintype_connections', help: 'Open connections.', read: () => server().connections });
  metrics.registerGauge({ name: 'tintype_in_flight', help: 'Requests under way.', read: () => server().inFlight });
  metrics.registerGauge({
    name: 'tintype_workers',
    help: 'Worker processes, by state.',
    labels: ['state'],
    read: () => labelled('state', workers().workers),
  });
  metrics.registerGauge({
    name: 'tintype_workers_rss_bytes',
    help: 'Memory of all workers.',
    read: () => workers().rss,
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
  metrics.registerCounter({
    name: 'tintype_jobs_total',
    help: 'Pictures given to the workers, by how they ended.',
    labels: ['end'],
    read: () => labelled('end', workers().jobs),
  });
  metrics.registerCounter({
    name: 'tintype_worker_restarts_total',
    help: 'Workers that died and were replaced.',
    read: () => workers().restarts,
  });
}

function labelled(label: string, values: Readonly<Record<string, number>>): readonly LabelledValue[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
}
