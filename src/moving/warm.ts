/** Pictures that are asked for before anybody needs them. */
import { again } from './again.js';
import { type Ending, GIVE_UP_AFTER, Lanes } from './lanes.js';
import type { OssClient } from './oss/client.js';
import { listBucket } from './oss/listing.js';
import { RemoteFailure } from './place.js';

/** Milliseconds for one picture, the wait for a worker included. */
const PATIENCE_MS = 180_000;

export interface WarmOptions {
  readonly client: OssClient;
  readonly prefix: string;
  /** Only objects behind this key. */
  readonly after: string;
  /** 'image/resize,w_200', 'style/small'. */
  readonly processes: readonly string[];
  /** Pictures at once. */
  readonly parallel: number;
  readonly stopped: () => boolean;
  readonly watch: WarmWatch;
}

export interface WarmWatch {
  made(): void;
  /** Of an object: it is none that the chain can work on. */
  noPicture(): void;
  failed(what: string, reason: string): void;
  /** All of this object and of those before it have come. */
  upTo(key: string): void;
}

/** @throws RemoteFailure when the bucket cannot be listed to the end, or has not the style */
export async function warm(options: WarmOptions): Promise<Ending> {
  const { client, prefix, after, processes, parallel, stopped, watch } = options;
  const listing = new AbortController();
  const lanes = new Lanes(parallel);
  const progress = new InOrder(watch);
  const run = { failedInARow: 0, ended: undefined as Error | undefined };
  try {
    for await (const { key } of listBucket(client, { prefix, strip: 0, after, signal: listing.signal })) {
      const done = progress.begin(key, processes.length);
      for (const process of processes) {
        if (stopped()) return 'stopped';
        if (run.ended) throw run.ended;
        if (run.failedInARow >= GIVE_UP_AFTER) return 'given up';
        await lanes.run(async () => {
          const outcome = await ask(client, key, process);
          if (outcome === 'made') watch.made();
          else if (outcome === 'no picture') watch.noPicture();
          else if (outcome.code === 'NoSuchStyle') run.ended ??= outcome;
          else watch.failed(`${key} ${process}`, outcome.message);
          run.failedInARow = outcome instanceof Error ? run.failedInARow + 1 : 0;
          // What failed is what a later run should begin with.
          if (!(outcome instanceof Error)) done();
        });
      }
    }
    await lanes.idle();
    if (run.ended) throw run.ended;
    return 'all tried';
  } finally {
    await lanes.idle();
    listing.abort();
  }
}

async function ask(client: OssClient, object: string, process: string): Promise<'made' | 'no picture' | RemoteFailure> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    await again(async () => {
      const answer = await client.send({ method: 'GET', object, query: [['x-oss-process', process]], signal });
      // A result counts as kept when all of it was made; the bytes are for nobody.
      for await (const _ of answer);
    }, signal);
    return 'made';
  } catch (error) {
    if (error instanceof RemoteFailure) return isNoPicture(error) ? 'no picture' : error;
    return new RemoteFailure(error instanceof Error ? error.message : String(error), 0);
  }
}

function isNoPicture({ status, message }: RemoteFailure): boolean {
  return status === 400 && /format is not supported/.test(message);
}

/** Objects are finished in any order; what can be gone on from is the last before the first that is not. */
class InOrder {
  readonly #open: { readonly key: string; left: number }[] = [];
  readonly #watch: WarmWatch;

  constructor(watch: WarmWatch) {
    this.#watch = watch;
  }

  /** @returns what is to be called at each of `parts` */
  begin(key: string, parts: number): () => void {
    const object = { key, left: parts };
    this.#open.push(object);
    return () => {
      object.left--;
      while (this.#open[0]?.left === 0) this.#watch.upTo(String(this.#open.shift()?.key));
    };
  }
}
