/** Flags that Node has to be started with for what is measured. */
import { spawnSync } from 'node:child_process';

/**
 * Where this process lacks one of `flags`, `file` is run by one that has them, and this one ends with it. Who stops this one
 * by a signal leaves the other: where that matters, whatever starts `file` gives the flags.
 */
export function runWith(flags: readonly string[], file: string): void {
  if (flags.every((flag) => process.execArgv.includes(flag))) return;
  const own = [...flags, '--import', 'tsx', file, ...process.argv.slice(2)];
  process.exit(spawnSync(process.execPath, own, { stdio: 'inherit' }).status ?? 1);
}
