/** Flags that Node has to be started with for what is measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Where this process lacks one of `flags`, `file` is run by one that has them, and this one ends with it. */
export async function runWith(flags: readonly string[], file: string): Promise<void> {
  if (flags.every((flag) => process.execArgv.includes(flag))) return;
  const own = [...flags, '--import', 'tsx', file, ...process.argv.slice(2)];
  const child = spawn(process.execPath, own, { stdio: 'inherit' });
  // Who stops this one means the other.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  process.exit(code ?? 1);
}
