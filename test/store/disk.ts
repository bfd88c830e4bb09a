/** The disk as the program calls it: every call is noted, and any of them can be made to fail, to hang or to do less. */
import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Operation = 'open' | 'mkdir' | 'unlink' | 'read' | 'writev' | 'writeFile' | 'datasync' | 'sync' | 'close';

export interface Call {
  readonly operation: Operation;
  readonly path: string;
}

/** Stands in for the call: `next` makes it as it was asked for, and what is returned is its result. */
type Interceptor = (call: Call, next: () => Promise<unknown>) => unknown;

const OF_NAMES = ['open', 'mkdir', 'unlink'] as const;
const OF_HANDLES = ['read', 'writev', 'writeFile', 'datasync', 'sync', 'close'] as const;

export class Disk {
  readonly calls: Call[] = [];
  readonly #real = { open: fs.open, mkdir: fs.mkdir, unlink: fs.unlink };
  #intercept: Interceptor = (_, next) => next();

  /** From now on; restore() ends it. */
  static watch(): Disk {
    const disk = new Disk();
    for (const name of OF_NAMES) {
      const real = disk.#real[name] as (path: string, ...rest: unknown[]) => Promise<unknown>;
      const watched = async (path: string, ...rest: unknown[]): Promise<unknown> => {
        const result = await disk.#call({ operation: name, path }, () => real(path, ...rest));
        if (name === 'open') disk.#watchHandle(result as FileHandle, path);
        return result;
      };
      Object.assign(fs, { [name]: watched });
    }
    syncBuiltinESMExports();
    return disk;
  }

  intercept(interceptor: Interceptor): void {
    this.#intercept = interceptor;
  }

  /** Calls of that operation on matching paths fail as the system's do; a close that fails has closed all the same. */
  fail(operation: Operation, code: string, path: RegExp = /./): void {
    this.intercept(async (call, next) => {
      if (call.operation !== operation || !path.test(call.path)) return await next();
      if (operation === 'close') await next();
      throw Object.assign(new Error(`${code}: ${operation} '${call.path}'`), { code });
    });
  }

  /** 'datasync blobs/3f/3f…', relative to a directory; the directory itself is '.'. */
  under(directory: string): string[] {
    return this.calls
      .filter(({ path }) => path === directory || path.startsWith(`${directory}/`))
      .map(({ operation, path }) => `${operation} ${path.slice(directory.length + 1) || '.'}`);
  }

  restore(): void {
    Object.assign(fs, this.#real);
    syncBuiltinESMExports();
  }

  #watchHandle(handle: FileHandle, path: string): void {
    for (const name of OF_HANDLES) {
      const real = handle[name].bind(handle) as (...args: unknown[]) => Promise<unknown>;
      const watched = (...args: unknown[]) => this.#call({ operation: name, path }, () => real(...args));
      Object.assign(handle, { [name]: watched });
    }
  }

  async #call(call: Call, next: () => Promise<unknown>): Promise<unknown> {
    this.calls.push(call);
    return await this.#intercept(call, next);
  }
}
