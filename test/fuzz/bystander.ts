/** Somebody who asks for a sound picture, again and again, and counts how often it comes. */
import { performance } from 'node:perf_hooks';

/** Milliseconds: between two requests, and after which one has failed: as long as any work may take. */
const EVERY = 60;
const PATIENCE = 30_000;

export interface Peace {
  readonly asked: number;
  readonly answered: number;
  /** Milliseconds, of those that were answered. */
  readonly median: number;
  readonly slowest: number;
}

export class Bystander {
  readonly #url: string;
  readonly #times: number[] = [];
  #asked = 0;
  #over = false;
  readonly #loop: Promise<void>;

  /** `url`: of a picture, without a query. Every request is for a size that nobody asked for before. */
  constructor(url: string) {
    this.#url = url;
    this.#loop = this.#run();
  }

  async stop(): Promise<Peace> {
    this.#over = true;
    await this.#loop;
    const times = this.#times.sort((a, b) => a - b);
    const [median = 0, slowest = 0] = [times[times.length >> 1], times.at(-1)];
    return { asked: this.#asked, answered: times.length, median, slowest };
  }

  async #run(): Promise<void> {
    for (let n = 0; !this.#over; n++) {
      const started = performance.now();
      this.#asked += 1;
      const chain = `image/resize,m_fixed,w_${20 + (n % 60)},h_${20 + (Math.floor(n / 60) % 400)}`;
      if (await this.#answers(`${this.#url}?x-oss-process=${chain}`)) this.#times.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  }

  async #answers(url: string): Promise<boolean> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
      const bytes = await response.arrayBuffer();
      return response.status === 200 && bytes.byteLength > 100;
    } catch {
      return false;
    }
  }
}
