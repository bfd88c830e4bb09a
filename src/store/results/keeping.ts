/**
 * Rendered bodies on their way to the disk. Whoever waits for a picture has it already and does not wait for the disk,
 * too; and they are written together, as a transaction for each took a tenth of what the front does for a new picture.
 */
import type { DiskResults } from './disk.js';
import type { Rendered } from './result.js';

/** Milliseconds that a body may wait for others. A crash in between costs a render. */
const WAIT = 200;
/** Bodies and bytes that wait at most: the event loop stands still for 50 µs while each is written. */
const MOST = 32;
const MOST_BYTES = 4 * 1024 * 1024;

export interface KeptBytes extends Rendered {
  readonly body: { readonly bytes: Buffer };
  /** When it was rendered: milliseconds since the epoch. */
  readonly used: number;
}

export class Keeping {
  readonly #disk: DiskResults;
  /** All that is not yet on disk. */
  readonly #onTheWay = new Map<string, KeptBytes>();
  #waiting: (readonly [string, KeptBytes])[] = [];
  #bytes = 0;
  #written: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(disk: DiskResults) {
    this.#disk = disk;
  }

  /** A body that is not yet on disk. */
  find(key: string): KeptBytes | undefined {
    return this.#onTheWay.get(key);
  }

  add(key: string, rendered: KeptBytes): void {
    this.#onTheWay.set(key, rendered);
    this.#waiting.push([key, rendered]);
    this.#bytes += rendered.size;
    if (this.#waiting.length >= MOST || this.#bytes >= MOST_BYTES) this.#write();
    else this.#timer ??= setTimeout(() => this.#write(), WAIT).unref();
  }

  /** Resolves when all that came so far is on disk, or was refused by it. */
  settled(): Promise<void> {
    this.#write();
    return this.#written;
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    this.#written = this.#written.then(() => this.#leave(batch));
  }

  async #leave(batch: readonly (readonly [string, KeptBytes])[]): Promise<void> {
    // The last of them may be on its way to a client in this very turn.
    await new Promise(setImmediate);
    await this.#disk.keepAll(batch);
    for (const [key, rendered] of batch) if (this.#onTheWay.get(key) === rendered) this.#onTheWay.delete(key);
  }
}
