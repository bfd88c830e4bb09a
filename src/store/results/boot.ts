/**
 * What was never flushed survives the end of a process, not that of the machine: after a power cut a file may have its
 * length and none of its bytes. So the results say in which run of the machine they were written.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CLOSED = 'closed';

/** Of Linux, another one with every start of the machine; undefined where there is none, and then nothing is doubted. */
export function currentBoot(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** To be called before anything else is written there. true: what is there is what was written. */
export function beginRun(directory: string, boot: string | undefined): boolean {
  if (boot === undefined) return true;
  const mark = read(directory);
  if (mark !== boot) write(directory, boot);
  return mark === boot || mark === CLOSED;
}

/** Whoever ends the machine in order flushes everything. */
export function endRun(directory: string, boot: string | undefined): void {
  if (boot !== undefined) write(directory, CLOSED);
}

const pathOf = (directory: string): string => join(directory, 'boot');

function read(directory: string): string | undefined {
  try {
    return readFileSync(pathOf(directory), 'utf8');
  } catch {
    return undefined;
  }
}

function write(directory: string, text: string): void {
  writeFileSync(pathOf(directory), text, { mode: 0o600, flush: true });
  const descriptor = openSync(directory, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
