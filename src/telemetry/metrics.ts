/** What the service counts, in the text format of Prometheus. A registry of its own: nothing global, many per test run. */
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import type { HistogramRow } from './durations.js';
import { JobCounts, type JobSample } from './job-counts.js';
import { RequestCounts } from './request-counts.js';

/** One request that is over. */
export interface RequestSample {
  /** Name of the action, 'GetObject'; 'none' when no action was found. Never anything a client can choose. */
  readonly action: string;
  readonly status: number;
  readonly seconds: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** One for each of the numbers, by the name of the label. */
export function labelled(label: string, values: Readonly<Record<string, number>>): readonly LabelledValue[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

/** A number that somebody else keeps; `read` is called when the page is asked for. */
export interface Source {
  /** Prometheus style: tintype_workers_busy, tintype_results_bytes; counters end in _total. */
  readonly name: string;
  readonly help: string;
  /** Names of the labels when `read` gives a list. */
  readonly labels?: readonly string[];
  readonly read: () => number | readonly LabelledValue[];
}

/** What a metric is, without its values. */
export interface Described {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: readonly string[];
}

export interface Metrics {
  observeRequest(sample: RequestSample): void;
  observeJob(sample: JobSample): void;
  /** A value that goes up and down. */
  registerGauge(source: Source): void;
  /** A value that only grows as long as the process lives. */
  registerCounter(source: Source): void;
  page(): Promise<{ readonly contentType: string; readonly text: string }>;
  /** Tintype's own, in the order in which they were registered. */
  described(): readonly Described[];
  /** The same as numbers, by name: of a histogram its _sum and _count. */
  numbers(): Promise<Readonly<Record<string, readonly LabelledValue[]>>>;
}

/** Milliseconds between two looks at how late the event loop is. */
const LAG_EVERY = 100;

export function createMetrics(): Metrics {
  const registry = new Registry();
  // By itself it wakes the process a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_EVERY });
  const meters: Meters = { registry, described: [] };
  return {
    observeRequest: requestMeters(meters),
    observeJob: jobMeters(meters),
    registerGauge: (source) => registerGauge(meters, source),
    registerCounter: (source) => registerCounter(meters, source),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    described: () => meters.described,
    numbers: () => numbersOf(registry),
  };
}

interface Meters {
  readonly registry: Registry;
  readonly described: Described[];
}

async function numbersOf(registry: Registry): Promise<Record<string, LabelledValue[]>> {
  const numbers: Record<string, LabelledValue[]> = {};
  for (const metric of await registry.getMetricsAsJSON()) {
    for (const row of metric.values) {
      const name = 'metricName' in row ? String(row.metricName) : metric.name;
      if (name.endsWith('_bucket')) continue;
      const labels = Object.entries(row.labels).map(([label, value]) => [label, String(value)]);
      numbers[name] ??= [];
      numbers[name].push({ labels: Object.fromEntries(labels), value: row.value });
    }
  }
  return numbers;
}

function requestMeters(meters: Meters): (sample: RequestSample) => void {
  const counts = new RequestCounts();
  registerHistogram(meters, {
    name: 'tintype_http_request_duration_seconds',
    help: 'From the headers of a request to the last byte of its answer.',
    labels: ['action'],
    read: (name) => counts.durations(name),
  });
  registerCounter(meters, {
    name: 'tintype_http_requests_total',
    help: 'Requests that are over, by action and class of status.',
    labels: ['action', 'status'],
    read: () => counts.byActionAndStatus(),
  });
  registerCounter(meters, {
    name: 'tintype_http_not_modified_total',
    help: 'Answers 304: the client had the current bytes.',
    labels: ['action'],
    read: () => counts.unchanged(),
  });
  registerCounter(meters, {
    name: 'tintype_http_received_bytes_total',
    help: 'Bytes of request bodies.',
    read: () => counts.received,
  });
  registerCounter(meters, {
    name: 'tintype_http_sent_bytes_total',
    help: 'Bytes of response bodies.',
    read: () => counts.sent,
  });
  return (sample) => counts.add(sample);
}

function jobMeters(meters: Meters): (sample: JobSample) => void {
  const counts = new JobCounts();
  registerHistogram(meters, {
    name: 'tintype_queue_wait_seconds',
    help: 'From the queue to a worker, of pictures that were worked on.',
    labels: ['operation', 'format'],
    read: (name) => counts.waits(name),
  });
  registerHistogram(meters, {
    name: 'tintype_render_seconds',
    help: 'In the worker: reading, drawing, encoding.',
    labels: ['operation', 'format'],
    read: (name) => counts.renders(name),
  });
  return (sample) => counts.add(sample);
}

interface HistogramSource extends Omit<Source, 'read'> {
  readonly read: (name: string) => readonly HistogramRow[];
}

/** A histogram as far as a registry asks for one: prom-client's own looks every label up by its text, each time. */
function registerHistogram({ registry, described }: Meters, { name, help, labels = [], read }: HistogramSource): void {
  described.push({ name, kind: 'histogram', help, labels });
  const get = async () => ({ name, help, type: 'histogram', aggregator: 'sum', values: read(name) });
  registry.registerMetric({ name, get } as unknown as Metric);
}

function registerGauge({ registry, described }: Meters, { name, help, labels = [], read }: Source): void {
  described.push({ name, kind: 'gauge', help, labels });
  new Gauge({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of valuesOf(read())) this.set(labels, value);
    },
  });
}

function registerCounter({ registry, described }: Meters, { name, help, labels = [], read }: Source): void {
  described.push({ name, kind: 'counter', help, labels });
  new Counter({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of valuesOf(read())) this.inc(labels, value);
    },
  });
}

function valuesOf(read: number | readonly LabelledValue[]): readonly LabelledValue[] {
  return typeof read === 'number' ? [{ labels: {}, value: read }] : read;
}
