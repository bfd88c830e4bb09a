/** A move as people see it: the bar, what failed, the summary, the exit code. */
import type { Ending } from '../../moving/lanes.js';
import { move } from '../../moving/move.js';
import { type Listed, RemoteFailure, type Source, type Target } from '../../moving/place.js';
import { countAhead, startCount } from '../progress.js';
import { type StopSignal, stopSignal } from '../stop-signal.js';
import { count, printable, say, shownBytes, type Terminal } from '../terminal.js';
import type { MovingOptions } from './options.js';

export interface Moving {
  readonly source: Source;
  readonly target: Target;
  readonly options: MovingOptions;
  readonly terminal: Terminal;
  /** Moves what a bucket has besides objects; runs first. */
  readonly settings?: (tell: Tell) => Promise<void>;
}

/** How the settings' part speaks. */
export interface Tell {
  done(what: string): void;
  failed(line: string): void;
}

interface Totals {
  moved: number;
  bytes: number;
  same: number;
  kept: number;
  settings: number;
  failed: number;
}

/** @returns the exit code */
export async function runMove(moving: Moving): Promise<number> {
  const { source, target, options, terminal } = moving;
  const dryRun = options.dryRun === true;
  const totals: Totals = { moved: 0, bytes: 0, same: 0, kept: 0, settings: 0, failed: 0 };
  const started = Date.now();
  const progress = startCount(terminal, () => summary(totals, dryRun, started));
  const stop = stopSignal('the objects on their way', progress.note);
  const counting = new AbortController();
  if (terminal.stderr.isTTY) void countAhead(source.list(counting.signal), progress, counting.signal);
  const tell = (line: string): void => void terminal.stdout.write(`${line}\n`);
  const failed = (line: string): void => {
    totals.failed++;
    progress.failed(printable(line));
  };
  let ending: Ending | 'broken off' = 'broken off';
  try {
    await moving.settings?.({
      failed,
      done(what) {
        totals.settings++;
        if (dryRun) tell(`would set ${printable(what)}`);
      },
    });
    const watch = {
      moved(object: Listed, replaces: boolean) {
        totals.moved++;
        totals.bytes += object.size;
        if (dryRun)
          tell(`would ${replaces ? 'replace' : 'copy'} ${printable(object.key)} (${shownBytes(object.size)})`);
        progress.done(undefined);
      },
      same() {
        totals.same++;
        progress.done(undefined);
      },
      kept() {
        totals.kept++;
        progress.done(undefined);
      },
      failed: (key: string, reason: string) => failed(`${key}: ${reason}`),
    };
    const { parallel, keep = false } = options;
    ending = await move({ source, target, parallel, dryRun, keep, stopped: () => stop.asked(), watch });
  } catch (error) {
    if (!(error instanceof RemoteFailure)) throw error;
    totals.failed++;
    progress.note(printable(error.message));
  } finally {
    counting.abort();
    stop.release();
    progress.stop();
  }
  const begun = totals.moved + totals.same + totals.kept + totals.settings > 0;
  say(terminal, `${summary(totals, dryRun, started)}${ending !== 'broken off' || begun ? REST[ending] : NOT_BEGUN}`);
  return exitCode(totals, ending, stop);
}

const REST: Readonly<Record<Ending | 'broken off', string>> = {
  'all tried': '',
  stopped: '; stopped: the same command goes on from here',
  'given up': '; given up, since too many failed one after the other: the same command goes on from here',
  'broken off': '; the listing broke off: the same command goes on from here',
};

/** The same command would fail in the same way. */
const NOT_BEGUN = '; nothing could be listed';

function exitCode({ failed }: Totals, ending: Ending | 'broken off', stop: StopSignal): number {
  return ending === 'stopped' ? stop.exitCode() : Number(failed > 0);
}

function summary(totals: Totals, dryRun: boolean, started: number): string {
  const { moved, bytes, same, kept, settings, failed } = totals;
  const seconds = (Date.now() - started) / 1000;
  const parts = [
    `${count(moved)} ${dryRun ? 'to copy' : 'copied'} (${shownBytes(bytes)})`,
    `${count(same)} there already`,
    kept > 0 && `${count(kept)} kept as they are`,
    settings > 0 && `${count(settings)} settings${dryRun ? ' to make' : ''}`,
    `${count(failed)} failed`,
  ];
  return `${parts.filter(Boolean).join(', ')}, in ${seconds.toFixed(1)} s`;
}
