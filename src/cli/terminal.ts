/** Where a command reads and writes, so that a test can run one as a function. */
import type { Readable, Writable } from 'node:stream';

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** What was asked for: pictures, JSON, URLs, the log. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** What is said to people about it. */
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** One run of the command. */
export interface Session {
  readonly terminal: Terminal;
  /** The program's own version. */
  readonly version: string;
  /** Left by the subcommand: 0 done, 1 failed, 2 asked wrongly. */
  exitCode: number;
}

export function say(terminal: Terminal, ...lines: readonly string[]): void {
  for (const line of lines) terminal.stderr.write(`${line}\n`);
}

/** '12,345'; nothing counts as 0. */
export function count(value = 0): string {
  return value.toLocaleString('en');
}

/** '1.5 MB', of 1024s. */
export function shownBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
}

/** For keys and what other servers say: a terminal obeys control characters. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Ends the command with one line on stderr. 1: it did not work; 2: it was asked wrongly. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
