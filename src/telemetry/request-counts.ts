/**
 * What every request adds to. Plain numbers, of which the page of metrics is made when it is asked for: with a counter
 * of prom-client for each of them, adding cost 2 µs of a warm request's 35.
 */
import { Durations, type HistogramRow } from './durations.js';
import type { LabelledValue, RequestSample } from './metrics.js';

interface ActionCounts {
  /** By the first digit of the status. */
  readonly byClass: number[];
  unchanged: number;
  readonly durations: Durations;
}

/** From a hit in memory to a large upload. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];

export class RequestCounts {
  readonly #actions = new Map<string, ActionCounts>();
  received = 0;
  sent = 0;

  add({ action, status, seconds, bytesIn, bytesOut }: RequestSample): void {
    let counts = this.#actions.get(action);
    if (counts === undefined) {
      counts = { byClass: [0, 0, 0, 0, 0, 0], unchanged: 0, durations: new Durations(SECONDS) };
      this.#actions.set(action, counts);
    }
    const hundreds = Math.trunc(status / 100);
    counts.byClass[hundreds] = (counts.byClass[hundreds] ?? 0) + 1;
    if (status === 304) counts.unchanged++;
    counts.durations.add(seconds);
    this.received += bytesIn;
    this.sent += bytesOut;
  }

  byActionAndStatus(): readonly LabelledValue[] {
    return [...this.#actions].flatMap(([action, { byClass }]) =>
      byClass
        .map((value, hundreds) => ({ labels: { action, status: `${hundreds}xx` }, value }))
        .filter(({ value }) => value > 0),
    );
  }

  unchanged(): readonly LabelledValue[] {
    return [...this.#actions]
      .filter(([, { unchanged }]) => unchanged > 0)
      .map(([action, { unchanged }]) => ({ labels: { action }, value: unchanged }));
  }

  durations(name: string): readonly HistogramRow[] {
    return [...this.#actions].flatMap(([action, { durations }]) => durations.rows(name, { action }));
  }
}
