/** `tintype serve`, or npm start's script, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const START = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

export class ServerProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  stdout = '';
  stderr = '';

  private constructor(args: readonly string[], env: Readonly<Record<string, string>>, program = process.execPath) {
    this.child = spawn(program, args, {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that end() leaves none of its children behind.
      detached: true,
    });
    this.child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  static serve(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServerProcess {
    return new ServerProcess([MAIN, 'serve', ...args], env);
  }

  /** As the last arguments of another program, such as strace. */
  static serveUnder(
    [program = '', ...before]: readonly string[],
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): ServerProcess {
    return new ServerProcess([...before, process.execPath, MAIN, 'serve', ...args], env, program);
  }

  static npmStart(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServerProcess {
    return new ServerProcess([START, ...args], env);
  }

  /** Resolves when stderr matches; rejects when the process ends before it does. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const over = this.ended.then((code) => {
      throw new Error(`ended with ${code} before it said ${pattern}: ${this.stderr}`);
    });
    over.catch(() => {});
    for (;;) {
      const found = pattern.exec(this.stderr);
      if (found !== null) return found;
      await Promise.race([once(this.child.stderr as NodeJS.ReadableStream, 'data'), over]);
    }
  }

  /** The endpoint of a server that is ready. */
  async endpoint(): Promise<string> {
    const [, url = ''] = await this.says(/Endpoint +(\S+)[\s\S]*Ctrl-C stops it/);
    return url;
  }

  /** After a test, whatever became of it. */
  async end(): Promise<void> {
    try {
      process.kill(-(this.child.pid ?? Number.NaN), 'SIGKILL');
    } catch {
      // All of them have ended already.
    }
    await this.ended;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
