/** Ctrl-C and its kin, in two steps: the first finishes what is under way, the second ends at once. */

export interface StopSignal {
  /** Resolves at the first signal. */
  readonly promise: Promise<void>;
  asked(): boolean;
  /** The shell's code for what was asked: 128 and the signal's number. */
  exitCode(): number;
  release(): void;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Milliseconds in which two signals are one: of a single Ctrl-C the terminal tells, and npm tells again. */
const ECHO = 500;

/**
 * Listens from now until release(). `what`: what is still finished, for the line that `tell` gets. `except`: signals
 * that mean something else here.
 */
export function stopSignal(
  what: string,
  tell: (line: string) => void,
  except: readonly NodeJS.Signals[] = [],
): StopSignal {
  const signals = SIGNALS.filter((signal) => !except.includes(signal));
  let askedAt: number | undefined;
  let exitCode = 0;
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const onSignal = (signal: NodeJS.Signals, number: number): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > ECHO) process.exit(128 + number);
      return;
    }
    askedAt = performance.now();
    exitCode = 128 + number;
    tell(`${signal}: finishing ${what}. Once more stops at once.`);
    resolve();
  };
  for (const signal of signals) process.on(signal, onSignal);
  const release = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
  };
  return { promise, asked: () => askedAt !== undefined, exitCode: () => exitCode, release };
}
