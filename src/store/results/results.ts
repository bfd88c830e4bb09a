/** Rendered results: memory, then disk, then one shared render. Correctness never needs them: every failure is a miss. */
import { open, rm } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { storageFailure } from '../storage-failure.js';
import { DiskResults } from './disk.js';
import { Flights } from './flights.js';
import { Keeping } from './keeping.js';
import type { Render, ResultFacts, StoredResult, Work } from './result.js';
import type { SharedResults, SharedStats } from './shared.js';

export interface ResultsOptions {
  readonly directory: string;
  /** Bytes of bodies kept in memory; 0 keeps none. */
  readonly memoryBytes: number;
  /** Bytes of bodies kept on disk; 0 keeps none. */
  readonly diskBytes: number;
  readonly maxRows?: number;
  /** Bytes of the disk that results leave to the objects; nothing is kept beyond. */
  readonly reserve?: number;
  /** Tells other nodes to clear theirs. */
  readonly onCleared?: () => Promise<void>;
  /** With other nodes. */
  readonly shared?: SharedResults;
  readonly now?: () => number;
  readonly warn?: (message: string, error: unknown) => void;
}

/** A body above this is streamed from disk rather than kept in memory. */
const LARGEST_IN_MEMORY = 256 * 1024;
/** What an entry costs in memory besides its body: key, type, and the map's own links. */
const ENTRY_OVERHEAD = 400;

export interface ResultsStats {
  readonly memoryHits: number;
  readonly diskHits: number;
  readonly misses: number;
  readonly coalesced: number;
  readonly memoryBytes: number;
  readonly memoryCapacity: number;
  readonly memoryEntries: number;
  readonly diskBytes: number;
  readonly diskCapacity: number;
  readonly diskEntries: number;
  readonly diskRows: number;
  /** From memory, to make room; and from disk. */
  readonly memoryEvictions: number;
  readonly evictions: number;
  /** Only where results are shared with other nodes. */
  readonly shared?: SharedStats;
  /** Of the hits. */
  readonly memoryHitBytes: number;
  readonly diskHitBytes: number;
}

interface InMemory extends ResultFacts {
  readonly bytes: Buffer;
  /** The last use that the disk's index was told of. */
  used: number;
}

/** What a flight hands to everybody who joined: shared bytes, or none when the body lies on disk. */
interface Landed {
  readonly entry?: InMemory;
  readonly work?: Work | undefined;
}

export class Results {
  readonly #memory: LRUCache<string, InMemory> | undefined;
  readonly #disk: DiskResults | undefined;
  readonly #shared: SharedResults | undefined;
  readonly #onCleared: ResultsOptions['onCleared'];
  readonly #now: () => number;
  readonly #flights = new Flights<Landed>();
  readonly #keeping: Keeping | undefined;
  #memoryHits = 0;
  #diskHits = 0;
  #misses = 0;
  #memoryEvictions = 0;
  #memoryHitBytes = 0;
  #diskHitBytes = 0;
  #sweeping: NodeJS.Timeout | undefined;

  private constructor(
    disk: DiskResults | undefined,
    { memoryBytes, shared, onCleared, now = Date.now }: ResultsOptions,
  ) {
    this.#shared = shared;
    this.#onCleared = onCleared;
    this.#memory = memoryBytes > 0 ? this.#memoryOf(memoryBytes) : undefined;
    this.#disk = disk;
    this.#now = now;
    this.#keeping = disk && new Keeping(disk);
    if (disk) this.#sweepSlowly(disk);
  }

  static open(options: ResultsOptions): Results {
    const { diskBytes, directory, now = Date.now } = options;
    const disk =
      diskBytes > 0
        ? DiskResults.open({
            directory,
            capacity: diskBytes,
            maxRows: options.maxRows ?? 4_000_000,
            reserve: options.reserve ?? 0,
            now,
            warn: options.warn ?? (() => {}),
          })
        : undefined;
    return new Results(disk, options);
  }

  #memoryOf(maxSize: number): LRUCache<string, InMemory> {
    return new LRUCache<string, InMemory>({
      maxSize,
      sizeCalculation: (entry) => entry.size + ENTRY_OVERHEAD,
      dispose: (_, __, reason) => {
        if (reason === 'evict') this.#memoryEvictions++;
      },
    });
  }

  /** Size and type when they are known, without the body: what HEAD needs. */
  facts(key: string): ResultFacts | undefined {
    return this.#memory?.peek(key) ?? this.#keeping?.find(key) ?? this.#disk?.facts(key);
  }

  /** false: nobody here has it or waits for it. What other nodes have, elsewhere() knows. */
  mayHave(key: string): boolean {
    if (this.#flights.has(key)) return true;
    return (this.#memory?.has(key) || this.#keeping?.find(key) !== undefined || this.#disk?.has(key)) ?? false;
  }

  /** Other nodes may have it. */
  get shared(): boolean {
    return this.#shared !== undefined;
  }

  /** Another node has rendered it, or does so now: it need not be rendered here. */
  async elsewhere(key: string): Promise<boolean> {
    return (await this.#shared?.has(key)) ?? false;
  }

  /** A small body that is in memory; synchronous, for the warm path. */
  inMemory(key: string): (ResultFacts & { bytes: Buffer }) | undefined {
    const found = this.#memory?.get(key);
    if (!found) return this.#onItsWay(key);
    this.#memoryHits++;
    this.#memoryHitBytes += found.size;
    if (this.#disk) found.used = this.#disk.touch(key, found.used);
    return found;
  }

  #onItsWay(key: string): (ResultFacts & { bytes: Buffer }) | undefined {
    const found = this.#keeping?.find(key);
    if (!found) return undefined;
    this.#memoryHits++;
    this.#memoryHitBytes += found.size;
    return { size: found.size, contentType: found.contentType, bytes: found.body.bytes };
  }

  /** From memory, from disk, or rendered once for all who ask meanwhile. The taker closes a body that is a file. */
  async get(key: string, render: Render, signal?: AbortSignal): Promise<StoredResult> {
    let own = false;
    let landed: Landed | undefined;
    for (;;) {
      const made = landed && { origin: own ? ('rendered' as const) : ('shared' as const), work: landed.work };
      const warm = this.inMemory(key);
      if (warm) return { ...stored(warm), ...made };
      const kept = await this.#fromDisk(key);
      if (kept) return { ...kept, ...made };
      this.#misses++;
      landed = await this.#flights.join(key, signal, (all) => {
        own = true;
        return this.#render(key, render, all);
      });
      const origin = own ? 'rendered' : 'shared';
      if (landed.entry) return { ...stored(landed.entry), origin, work: landed.work };
      // On disk: the next turn opens it. Evicted already under a tiny cap: it is rendered again.
    }
  }

  /** Here, in what is shared, and on the other nodes that can be told. */
  async clear(): Promise<void> {
    // First what the others would be filled from again.
    await this.#shared?.clear();
    await this.clearOwn();
    await this.#onCleared?.();
  }

  /** Because another node was told to. */
  async clearOwn(): Promise<void> {
    await this.settled();
    this.#memory?.clear();
    await this.#disk?.clear();
  }

  stats(): ResultsStats {
    const [disk, shared] = [this.#disk?.stats(), this.#shared?.stats()];
    return {
      ...(shared && { shared }),
      memoryHits: this.#memoryHits,
      diskHits: this.#diskHits,
      misses: this.#misses - this.#flights.coalesced,
      coalesced: this.#flights.coalesced,
      memoryBytes: this.#memory?.calculatedSize ?? 0,
      memoryCapacity: this.#memory?.maxSize ?? 0,
      memoryEntries: this.#memory?.size ?? 0,
      diskBytes: disk?.bytes ?? 0,
      diskCapacity: disk?.capacity ?? 0,
      diskEntries: disk?.bodies ?? 0,
      diskRows: disk?.rows ?? 0,
      memoryEvictions: this.#memoryEvictions,
      evictions: disk?.evictions ?? 0,
      memoryHitBytes: this.#memoryHitBytes,
      diskHitBytes: this.#diskHitBytes,
    };
  }

  /** Resolves when all that was rendered so far is on disk. */
  async settled(): Promise<void> {
    await this.#keeping?.settled();
  }

  async close(): Promise<void> {
    clearTimeout(this.#sweeping);
    await this.settled();
    this.#shared?.close();
    this.#disk?.close();
  }

  async #fromDisk(key: string): Promise<StoredResult | undefined> {
    const found = await this.#disk?.take(key);
    if (!found) return undefined;
    this.#diskHits++;
    const { size, contentType, body, used } = found;
    this.#diskHitBytes += size;
    if (!this.#memory || size > LARGEST_IN_MEMORY) return found;
    const bytes = 'bytes' in body ? body.bytes : await body.file.readFile().finally(() => body.file.close());
    this.#memory.set(key, { size, contentType, bytes, used });
    return { size, contentType, body: { bytes }, origin: 'disk' };
  }

  async #render(key: string, render: Render, signal: AbortSignal): Promise<Landed> {
    const rendered = await (this.#shared?.rendered(key, render, signal) ?? render(signal));
    const { size, contentType, work } = rendered;
    if ('bytes' in rendered.body) {
      const used = this.#now();
      this.#keeping?.add(key, { ...rendered, body: rendered.body, used });
      const entry = { size, contentType, bytes: rendered.body.bytes, used };
      if (size <= LARGEST_IN_MEMORY) this.#memory?.set(key, entry);
      return { entry, work };
    }
    const { path } = rendered.body;
    // Opened before: what the disk refuses it may have moved by then.
    const file = await open(path).catch((error) => {
      rm(path, { force: true }).catch(() => {});
      throw storageFailure(error);
    });
    try {
      if ((await this.#disk?.keep(key, rendered)) ?? false) return { work };
      const bytes = await file.readFile().finally(() => rm(path, { force: true }));
      return { entry: { size, contentType, bytes, used: this.#now() }, work };
    } finally {
      await file.close();
    }
  }

  /** A shard every few seconds, round and round: strays cost no start-up scan and no burst. */
  #sweepSlowly(disk: DiskResults, shard = 0): void {
    this.#sweeping = setTimeout(async () => {
      await disk.sweep(shard).catch(() => {});
      this.#sweepSlowly(disk, (shard + 1) % 256);
    }, 10_000);
    this.#sweeping.unref();
  }
}

function stored({ size, contentType, bytes }: ResultFacts & { bytes: Buffer }): StoredResult {
  return { size, contentType, body: { bytes }, origin: 'memory' };
}
