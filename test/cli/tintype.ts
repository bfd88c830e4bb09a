/** Runs the command as a function, with streams in memory. */
import { Readable, Writable } from 'node:stream';
import { runCommand } from '#src/cli/program.js';

export interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Buffer;
  /** Pretends that both outputs are a terminal. */
  readonly terminal?: boolean;
}

export async function tintype(
  args: readonly string[],
  { env = {}, stdin, terminal = false }: RunOptions = {},
): Promise<Ran> {
  const [stdout, stderr] = [new Sink(terminal), new Sink(terminal)];
  const code = await runCommand(args, {
    env: { PATH: process.env.PATH, ...env },
    stdin: Readable.from(stdin === undefined ? [] : [stdin]),
    stdout,
    stderr,
  });
  return { code, stdout: stdout.taken(), stderr: stderr.taken().toString() };
}

class Sink extends Writable {
  readonly #chunks: Buffer[] = [];
  readonly columns = 100;

  constructor(readonly isTTY: boolean) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  taken(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
