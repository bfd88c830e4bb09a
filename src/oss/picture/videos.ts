/** Objects that are videos: which ffmpeg reads them, where it finds their bytes, and what is known of them. */
import type { Lent, Loopback } from '../../http/loopback.js';
import { CONTAINER_BYTES, containerOf } from '../../process/video/container.js';
import { PROBING } from '../../process/video/cost.js';
import type { VideoFacts, VideoInput } from '../../process/video/facts.js';
import type { InstalledFfmpeg } from '../../process/video/installed.js';
import { saysWant, tooBusy } from '../../process/video/want.js';
import type { ObjectRecord, Store } from '../../store/records.js';
import type { WorkerPool } from '../../workers/pool.js';
import { keepFacts, keptFacts } from './facts.js';

/** Bytes. Of a longer video that is on another machine ffmpeg asks for the pieces that it wants. */
const FETCHED_WHOLE = 64 << 20;

export interface VideoParts {
  readonly store: Store;
  readonly workers: WorkerPool;
  readonly ffmpeg: InstalledFfmpeg;
  readonly loopback: Loopback;
}

/** Counted from the start. */
export interface VideoStats {
  /** Videos whose facts had to be read. */
  readonly probed: number;
  /** Frames asked of the workers, by the mode they were asked in. */
  readonly frames: Readonly<Record<'exact' | 'fast', number>>;
  /** Objects of several pieces, lent to ffmpeg by an address. */
  readonly lent: number;
}

export class Videos {
  readonly #parts: VideoParts;
  readonly #frames = { exact: 0, fast: 0 };
  #probed = 0;
  #lent = 0;

  constructor(parts: VideoParts) {
    this.#parts = parts;
  }

  /** What draws frames: part of their ETag. @throws OssError 501 NotImplemented, which says what to install */
  renderer(): Promise<string> {
    return this.#parts.ffmpeg.version();
  }

  stats(): VideoStats {
    return { probed: this.#probed, frames: { ...this.#frames }, lent: this.#lent };
  }

  /** From the row, or read once in a worker and kept in it. @throws OssError 400 BadRequest when it is no video, 501, 503 */
  async factsOf(object: ObjectRecord, signal: AbortSignal): Promise<VideoFacts> {
    const { video } = keptFacts(object);
    if (video !== undefined) return video;
    const { store, workers } = this.#parts;
    const container = containerOf(await store.readHead(object, CONTAINER_BYTES));
    this.#probed += 1;
    const price = { ...PROBING, key: `facts of ${object.version}` };
    const { body } = await workers.holding(price, signal, (place) =>
      this.#opened(object, (input) => workers.run({ probe: { input, container } }, { ...price, signal, place })),
    );
    if (!('bytes' in body)) throw new Error('the facts of a video as a file');
    const found = JSON.parse(body.bytes.toString()) as VideoFacts;
    keepFacts(store, object, { video: found });
    return found;
  }

  /** Lets `draw` run a job on the object's bytes. */
  async frame<T>(object: ObjectRecord, mode: 'exact' | 'fast', draw: (input: VideoInput) => Promise<T>): Promise<T> {
    this.#frames[mode] += 1;
    return this.#opened(object, draw);
  }

  /** A file where there is one; else an address that ends with the work. */
  async #opened<T>(object: ObjectRecord, work: (input: VideoInput) => Promise<T>): Promise<T> {
    const { store } = this.#parts;
    const path = store.localPath(object);
    if (path !== undefined) return work({ path });
    const file = object.size <= FETCHED_WHOLE ? await store.lend(object) : undefined;
    if (file !== undefined) return work({ path: file.path }).finally(() => file.end());
    this.#lent += 1;
    const lent = await this.#lend(object);
    try {
      return await work({ url: lent.url });
    } finally {
      lent.end();
    }
  }

  /** @throws OssError 503 when the machine has no descriptor or port to lend at */
  async #lend(object: ObjectRecord): Promise<Lent> {
    const { store, loopback } = this.#parts;
    try {
      return await loopback.lend({ size: object.size, read: (range) => store.read(object, range) });
    } catch (error) {
      throw saysWant(error) ? tooBusy(error) : error;
    }
  }
}
