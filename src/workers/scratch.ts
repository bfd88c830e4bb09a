/** The directory through which large results travel. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const PREFIX = 'result-';

export class Scratch {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the directory and removes what an earlier run left in it; other files stay. One pool per directory. */
  static async open(directory: string): Promise<Scratch> {
    const path = resolve(directory);
    await mkdir(path, { recursive: true, mode: 0o700 });
    const old = (await readdir(path)).filter((name) => name.startsWith(PREFIX));
    await Promise.all(old.map((name) => rm(join(path, name), { force: true })));
    return new Scratch(path);
  }

  newPath(): string {
    return join(this.#directory, PREFIX + randomBytes(12).toString('hex'));
  }
}
