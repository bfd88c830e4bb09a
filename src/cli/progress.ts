/** How a long job shows that it moves: a bar on a terminal, a line for each file in a log. */
import { MultiBar, Presets } from 'cli-progress';
import { say, type Terminal } from './terminal.js';

export interface Progress {
  /** `line`: what a log says of it, if anything. */
  done(line: string | undefined): void;
  failed(line: string): void;
  /** Says something that is of no picture. */
  note(line: string): void;
  /** Ends the bar; what is said afterwards stands below it. */
  stop(): void;
}

/** Of a job whose size becomes known on the way. */
export interface Count extends Progress {
  /** So many are known of so far. */
  known(total: number): void;
}

/** Milliseconds from one line of a log to the next. */
const LOG_EVERY = 10_000;

const LOOK = {
  format: '{bar} {value}/{total} {eta_formatted} left',
  clearOnComplete: true,
  // The terminal's cursor and wrapping stay as they are, and Ctrl-C keeps its meaning: nothing has to be restored.
  linewrap: true,
  gracefulExit: false,
};

export function startProgress(terminal: Terminal, total: number): Progress {
  if (terminal.stderr.isTTY !== true || total < 2) {
    const tell = (line: string | undefined): void => say(terminal, ...(line === undefined ? [] : [line]));
    return { done: tell, failed: tell, note: tell, stop: () => {} };
  }
  const bars = new MultiBar({ ...LOOK, stream: terminal.stderr }, Presets.shades_classic);
  const bar = bars.create(total, 0);
  return {
    done: () => bar.increment(),
    failed(line) {
      bars.log(`${line}\n`);
      bar.increment();
    },
    note: (line) => bars.log(`${line}\n`),
    stop() {
      // Lines still waiting for the next drawing would be dropped.
      bars.update();
      bars.stop();
    },
  };
}

/**
 * Goes through a listing ahead of the work, so that the bar knows how far there is to go. A failure is not told here: the
 * work meets it, too. `each`: steps that one item of the listing takes.
 */
export async function countAhead(
  listing: AsyncIterable<unknown>,
  progress: Count,
  signal: AbortSignal,
  each = 1,
): Promise<void> {
  let total = 0;
  try {
    for await (const _ of listing) {
      if (signal.aborted) return;
      total += each;
      if (total % 500 === 0) progress.known(total);
    }
    progress.known(total);
  } catch {
    // Told by the work.
  }
}

/** On a terminal a bar that grows; in a log the failures, and `status` every ten seconds. */
export function startCount(terminal: Terminal, status: () => string): Count {
  if (terminal.stderr.isTTY !== true) {
    const tell = (line: string): void => say(terminal, line);
    const timer = setInterval(() => tell(status()), LOG_EVERY);
    timer.unref();
    return { done: () => {}, failed: tell, note: tell, known: () => {}, stop: () => clearInterval(timer) };
  }
  const bars = new MultiBar({ ...LOOK, stream: terminal.stderr }, Presets.shades_classic);
  const bar = bars.create(0, 0);
  const advance = (): void => {
    if (bar.getProgress() >= 1 || bar.getTotal() === 0) bar.setTotal(bar.getTotal() + 1);
    bar.increment();
  };
  return {
    done: advance,
    failed(line) {
      bars.log(`${line}\n`);
      advance();
    },
    note: (line) => bars.log(`${line}\n`),
    known: (total) => bar.setTotal(Math.max(total, bar.getTotal())),
    stop() {
      bars.update();
      bars.stop();
    },
  };
}
