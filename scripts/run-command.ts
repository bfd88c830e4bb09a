/** A command beside a server that is there for it alone. */
import { spawn } from 'node:child_process';

/** With `settings` among its variables; gets the signals of this process, which ends with its exit code. */
export async function runCommand(
  [command = '', ...args]: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn(command, args, { env: { ...process.env, ...settings }, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
