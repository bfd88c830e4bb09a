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
