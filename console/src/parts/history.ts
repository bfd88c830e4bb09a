/** The server's numbers as they come, and what is drawn of them. */
import { useEffect, useState } from 'react';
import { getOverview, type Overview, total } from '../api/overview';

const EVERY_MS = 2000;
/** Five minutes. */
const KEPT = 150;

export interface History {
  readonly samples: readonly Overview[];
  readonly error: unknown;
}

/** A sample every two seconds while the page is seen. */
export function useHistory(): History {
  const [history, setHistory] = useState<History>({ samples: [], error: undefined });
  useEffect(() => {
    const controller = new AbortController();
    let timer: number | undefined;
    const ask = async () => {
      if (!document.hidden) {
        try {
          const sample = await getOverview(controller.signal);
          setHistory(({ samples }) => ({ samples: [...samples, sample].slice(-KEPT), error: undefined }));
        } catch (error) {
          if (!controller.signal.aborted) setHistory(({ samples }) => ({ samples, error }));
        }
      }
      if (!controller.signal.aborted) timer = window.setTimeout(ask, EVERY_MS);
    };
    void ask();
    return () => {
      controller.abort();
      window.clearTimeout(timer);
    };
  }, []);
  return history;
}

export interface Series {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
}

/** How the numbers stood. */
export function levels(samples: readonly Overview[], read: (sample: Overview) => number): Series {
  return { times: samples.map(({ at }) => at / 1000), values: samples.map(read) };
}

/** How quickly a counter grew, per second. */
export function rates(samples: readonly Overview[], read: (sample: Overview) => number): Series {
  return between(samples, (before, after, seconds) => Math.max(0, read(after) - read(before)) / seconds);
}

/** The growth of one counter for each of another; unknown while that one stands still. */
export function ratios(
  samples: readonly Overview[],
  part: (sample: Overview) => number,
  whole: (sample: Overview) => number,
): Series {
  return between(samples, (before, after) => {
    const grown = whole(after) - whole(before);
    return grown > 0 ? (part(after) - part(before)) / grown : null;
  });
}

function between(
  samples: readonly Overview[],
  read: (before: Overview, after: Overview, seconds: number) => number | null,
): Series {
  const later = samples.slice(1);
  return {
    times: later.map(({ at }) => at / 1000),
    values: later.map((sample, index) => {
      const before = samples[index] ?? sample;
      return read(before, sample, Math.max(0.001, (sample.at - before.at) / 1000));
    }),
  };
}

/** Pictures answered from what was kept, and all that were asked for. */
export function hits(sample: Overview): number {
  return total(sample, 'tintype_results_hits_total');
}

export function asked(sample: Overview): number {
  return (
    hits(sample) + total(sample, 'tintype_results_misses_total') + total(sample, 'tintype_results_coalesced_total')
  );
}
