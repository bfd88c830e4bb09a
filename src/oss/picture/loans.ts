/** The originals of one picture: each as a file where there is one, until the picture is drawn. */
import type { Readable } from 'node:stream';
import type { Bytes } from '../../process/source.js';
import type { LentFile, ObjectRecord, Store } from '../../store/records.js';

export class Loans {
  readonly store: Store;
  readonly #files = new Map<string, Promise<LentFile | undefined>>();

  constructor(store: Store) {
    this.store = store;
  }

  /** Throws what store.lend() throws. */
  file(object: ObjectRecord): Promise<LentFile | undefined> {
    const known = this.#files.get(object.version);
    if (known) return known;
    const file = this.store.lend(object);
    this.#files.set(object.version, file);
    return file;
  }

  /** A path lets the engine map the file; what has no single file is read into memory, 20 MB at most by the limits. */
  async bytesOf(object: ObjectRecord): Promise<Bytes> {
    const file = await this.file(object);
    return file ? { path: file.path } : { bytes: await collect(await this.store.read(object)) };
  }

  end(): void {
    for (const file of this.#files.values()) {
      file.then(
        (lent) => lent?.end(),
        () => {},
      );
    }
  }
}

/** Lets `work` borrow files; they are given back when it has ended. */
export async function lending<T>(store: Store, work: (loans: Loans) => Promise<T>): Promise<T> {
  const loans = new Loans(store);
  try {
    return await work(loans);
  } finally {
    loans.end();
  }
}

export async function collect(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
