/** Where a result goes: a file that appears whole or not at all, or standard output. Never over one of the inputs. */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Rendered } from './render.js';
import { Failure, shownBytes, type Terminal } from './terminal.js';

export interface Where {
  /** A file, or '-' for standard output. */
  readonly output?: string;
  /** A directory. */
  readonly out?: string;
}

export class Delivery {
  readonly #where: Where;
  readonly #terminal: Terminal;
  readonly #inputs: readonly string[];
  /** Device and inode of each input, which a path of another spelling also leads to. */
  readonly #inputFiles: ReadonlySet<string>;
  /** Path -> the input whose result it holds. */
  readonly #written = new Map<string, string>();

  private constructor(where: Where, inputs: readonly string[], inputFiles: ReadonlySet<string>, terminal: Terminal) {
    this.#where = where;
    this.#inputs = inputs;
    this.#inputFiles = inputFiles;
    this.#terminal = terminal;
  }

  static async to(where: Where, inputs: readonly string[], terminal: Terminal): Promise<Delivery> {
    const files = await Promise.all(inputs.map(fileIdentity));
    return new Delivery(where, inputs, new Set(files.filter((file) => file !== undefined)), terminal);
  }

  /** @returns the line that tells of it; nothing for what went to standard output */
  async deliver(input: string, { bytes, extension }: Rendered): Promise<string | undefined> {
    const { output, out } = this.#where;
    if (output === '-') return this.#print(bytes);
    if (output === undefined && out === undefined) return this.#printReport(input, bytes.toString());
    const path = output ?? join(out ?? '.', `${stemOf(input)}.${extension}`);
    await this.#write(path, input, bytes);
    return `${input} -> ${path} (${shownBytes(bytes.byteLength)})${extensionNote(path, extension)}`;
  }

  async #write(path: string, input: string, bytes: Buffer): Promise<void> {
    const earlier = this.#written.get(path);
    if (earlier !== undefined) throw new Failure(`its result would overwrite that of ${earlier}, ${path}.`);
    this.#written.set(path, input);
    const file = await fileIdentity(path);
    if (file !== undefined && this.#inputFiles.has(file)) {
      throw new Failure(`its result would overwrite an input, ${path}; choose another place.`);
    }
    const unfinished = `${path}.${process.pid}.part`;
    try {
      await writeFile(unfinished, bytes);
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw new Failure(`${path} cannot be written: ${writeFault(error as NodeJS.ErrnoException, path)}.`);
    }
  }

  /** A report by itself is printed as it is; several become one JSON object a line, each with its file. */
  async #printReport(input: string, text: string): Promise<undefined> {
    const alone = this.#inputs.length === 1;
    const line = alone ? text : JSON.stringify({ file: input, ...(JSON.parse(text) as Record<string, unknown>) });
    return this.#print(Buffer.from(`${line}\n`));
  }

  async #print(bytes: Buffer): Promise<undefined> {
    return new Promise((resolve, reject) => {
      this.#terminal.stdout.write(bytes, (error) => (error ? reject(error) : resolve(undefined)));
    });
  }
}

async function fileIdentity(path: string): Promise<string | undefined> {
  if (path === '-') return undefined;
  return stat(path).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => undefined,
  );
}

function writeFault({ code, message }: NodeJS.ErrnoException, path: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no directory ${dirname(path)}`;
    case 'EISDIR':
      return 'it is a directory; --out writes into one';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not';
    case 'EROFS':
      return 'its file system is read-only';
    case 'ENOSPC':
      return 'its disk is full';
    default:
      return message;
  }
}

function stemOf(input: string): string {
  return input === '-' ? 'stdin' : basename(input, extname(input));
}

/** The chain alone decides on the format; a name that says another one deserves a word. */
function extensionNote(path: string, extension: string): string {
  const written = extname(path).slice(1).toLowerCase();
  const same =
    written === extension || (written === 'jpeg' && extension === 'jpg') || (written === 'tif' && extension === 'tiff');
  return written === '' || same
    ? ''
    : `; its content is ${extension}: the chain decides, not the name. Add /format,${written}?`;
}
