/** Histograms of seconds, as plain numbers of which the page of metrics is made when it is asked for. */
import type { LabelledValue } from './metrics.js';

/** What a registry of prom-client takes for the rows of a histogram. */
export type HistogramRow = LabelledValue & { readonly metricName: string };

/** Of one set of labels. */
export class Durations {
  readonly #bounds: readonly number[];
  /** How many took no longer than bounds[i] and longer than the one before; the last are longer than all. */
  readonly #counts: number[];
  #seconds = 0;

  /** `bounds`: seconds, growing. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = Array<number>(bounds.length + 1).fill(0);
  }

  add(seconds: number): void {
    let index = 0;
    while (seconds > (this.#bounds[index] ?? Number.POSITIVE_INFINITY)) index++;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#seconds += seconds;
  }

  /** As Prometheus has histograms: how many took no longer than so many seconds, how many there were, and their sum. */
  rows(name: string, labels: Readonly<Record<string, string>>): readonly HistogramRow[] {
    let count = 0;
    const buckets = this.#counts.map((value, index) => {
      count += value;
      return {
        metricName: `${name}_bucket`,
        labels: { le: String(this.#bounds[index] ?? '+Inf'), ...labels },
        value: count,
      };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#seconds },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}
