/** Fetches missing objects from origins and keeps them: one fetch for all who want an object, and none half done. */
import { LRUCache } from 'lru-cache';
import { OssError } from '../../errors.js';
import { OriginFailure } from '../../origin/failure.js';
import type { Origin, OriginAnswer } from '../../origin/origin.js';
import type { Store } from '../../store/records.js';
import { Flights } from '../../store/results/flights.js';
import { STORED, storedHeaders } from '../object/object-headers.js';
import { bounded } from '../object/upload-limit.js';
import type { NamedOrigins } from './named-origins.js';

export interface MirrorOptions {
  readonly origin: Origin;
  readonly named: NamedOrigins;
  readonly store: Store;
  /** Of the largest object that is fetched. */
  readonly bytes: number;
}

/** To where a missing object may be. */
export interface Way {
  /** Whose places its fetches take: a host, or a private origin, which those who ask its host by other rules do not crowd out. */
  readonly at: string;
  /** Where; an origin's 404 is remembered under it. */
  readonly url: string;
  /** @throws OriginFailure, or the reason of `signal` */
  get(signal: AbortSignal): Promise<OriginAnswer>;
}

export interface Wanted {
  readonly bucket: string;
  /** Of the bucket: what is fetched for him is not stored for whoever makes a bucket of that name meanwhile. */
  readonly owner: string;
  readonly key: string;
  readonly way: Way;
  readonly checksMd5: boolean;
  /** Of who waits. */
  readonly signal: AbortSignal;
}

/** 'remembered': it was missing a moment ago, and the origin was not asked again. */
export type MirrorEnd = 'stored' | 'missing' | 'remembered';
type Counted = MirrorEnd | 'failed' | 'refused' | 'shed';

/** How long an origin's 404 is believed, and how many of them. */
const REMEMBERED = 60_000;
const MOST_REMEMBERED = 10_000;
/** Characters of their names and URLs, which strangers may make as long as a key and a query can be. */
const MOST_REMEMBERED_TEXT = 4_000_000;
/** Fetches at once: a slow origin must not take the places of all others. */
const MOST_AT_ONCE = 64;
const MOST_OF_ONE_ORIGIN = 16;

export class Mirror {
  readonly origin: Origin;
  readonly named: NamedOrigins;
  readonly #store: Store;
  readonly #bytes: number;
  readonly #flights = new Flights<MirrorEnd>();
  readonly #missing = new LRUCache<string, true>({
    max: MOST_REMEMBERED,
    maxSize: MOST_REMEMBERED_TEXT,
    sizeCalculation: (_, name) => name.length,
    ttl: REMEMBERED,
  });
  readonly #atOrigin = new Map<string, number>();
  readonly #ends: Record<Counted, number> = { stored: 0, missing: 0, remembered: 0, failed: 0, refused: 0, shed: 0 };
  #fetched = 0;
  #underWay = 0;

  constructor({ origin, named, store, bytes }: MirrorOptions) {
    this.origin = origin;
    this.named = named;
    this.#store = store;
    this.#bytes = bytes;
  }

  /**
   * Whether the object is there now. Who asks has been allowed to read it.
   * @throws OssError 424 MirrorFailed; 503 ServiceUnavailable when too many fetches are under way; 403 QuotaExceeded and
   *   whatever else an upload is refused with
   */
  async fetch(wanted: Wanted): Promise<MirrorEnd> {
    if (this.#missing.has(missingName(wanted))) {
      this.#ends.remembered++;
      return 'remembered';
    }
    const { signal } = wanted;
    // By the URL as well: who comes after a rule has changed does not take what the old one fetches.
    return this.#flights.join(flightName(wanted), signal, (all) => this.#counted({ ...wanted, signal: all }));
  }

  stats() {
    return { ends: { ...this.#ends }, bytes: this.#fetched, underWay: this.#underWay };
  }

  async #counted(wanted: Wanted): Promise<MirrorEnd> {
    const leave = this.#enter(wanted.way.at);
    try {
      const end = await this.#fetch(wanted);
      this.#ends[end]++;
      return end;
    } catch (error) {
      this.#ends[error instanceof OriginFailure && error.refused ? 'refused' : 'failed']++;
      throw error instanceof OriginFailure
        ? new OssError('MirrorFailed', error.message, { cause: error.cause })
        : error;
    } finally {
      leave();
    }
  }

  #enter(at: string): () => void {
    const there = this.#atOrigin.get(at) ?? 0;
    if (this.#underWay >= MOST_AT_ONCE || there >= MOST_OF_ONE_ORIGIN) {
      this.#ends.shed++;
      throw new OssError('ServiceUnavailable', undefined, { headers: { 'retry-after': '1' } });
    }
    this.#underWay++;
    this.#atOrigin.set(at, there + 1);
    return () => {
      this.#underWay--;
      const left = (this.#atOrigin.get(at) ?? 1) - 1;
      if (left === 0) this.#atOrigin.delete(at);
      else this.#atOrigin.set(at, left);
    };
  }

  async #fetch(wanted: Wanted): Promise<MirrorEnd> {
    const answer = await wanted.way.get(wanted.signal);
    try {
      if (answer.status === 404) {
        this.#missing.set(missingName(wanted), true);
        return 'missing';
      }
      if (answer.status !== 200) throw new OriginFailure(`The origin answered ${answer.status}.`);
      await this.#keep(wanted, answer);
      return 'stored';
    } finally {
      answer.body.destroy();
    }
  }

  /** A commit is the last step of an upload: until then nobody sees any of it. */
  async #keep({ bucket, owner, key, checksMd5, signal }: Wanted, { headers, body }: OriginAnswer): Promise<void> {
    const size = this.#sizeOf(headers);
    const md5 = checksMd5 ? headers['content-md5'] : undefined;
    // Not its x-oss-meta-…: they could be the marks of somebody's own programs.
    const about = storedHeaders(Object.fromEntries(STORED.map((name) => [name, headers[name]])));
    let broken: Error | undefined;
    body.once('error', (error) => {
      broken = error;
    });
    try {
      const stored = await this.#store.put(bucket, key, bounded(body, this.#bytes), {
        headers: about,
        // Who puts the object meanwhile is right.
        forbidOverwrite: true,
        ofAccount: owner,
        signal,
        ...(size !== undefined && { size }),
        ...(md5 !== undefined && { md5 }),
      });
      this.#fetched += stored.size;
    } catch (error) {
      if (error instanceof OssError && error.code === 'FileAlreadyExists') return;
      throw signal.aborted ? error : (failureOf(error, broken) ?? error);
    }
  }

  /** undefined: in chunks. What ends with its connection cannot be told from what was cut off. */
  #sizeOf(headers: OriginAnswer['headers']): number | undefined {
    const length = headers['content-length'];
    const coding = headers['transfer-encoding'];
    // Any other coding ends with the connection, and nobody has taken it off.
    if (coding?.trim().toLowerCase() === 'chunked') return undefined;
    if (coding !== undefined) throw new OriginFailure('The origin sends the object in a coding of its own.');
    if (length === undefined) throw new OriginFailure('The origin does not say how long the object is.');
    if (Number(length) > this.#bytes) throw tooLarge(this.#bytes);
    return Number(length);
  }
}

function flightName({ owner, checksMd5, ...wanted }: Wanted): string {
  return `${owner}\n${checksMd5}\n${missingName(wanted)}`;
}

function missingName({ bucket, key, way }: Pick<Wanted, 'bucket' | 'key' | 'way'>): string {
  // By whom as well: what the key of one origin may not see, or nobody may, is not missing for that of another.
  return `${bucket}/${key}\n${way.at}\n${way.url}`;
}

function tooLarge(bytes: number): OriginFailure {
  return new OriginFailure(`The object of the origin is larger than ${bytes} bytes.`);
}

/** What was wrong with the bytes that came; undefined for what is no fault of the origin. */
function failureOf(error: unknown, broken: Error | undefined): OriginFailure | undefined {
  if (broken instanceof OriginFailure) return broken;
  if (error instanceof OriginFailure) return error;
  const code = error instanceof OssError ? error.code : undefined;
  if (code === 'EntityTooLarge') return new OriginFailure('The object of the origin is too large.', { cause: error });
  if (code === 'InvalidDigest') return new OriginFailure('The bytes of the origin are not those of its Content-MD5.');
  if (broken === undefined && code !== 'IncompleteBody') return undefined;
  return new OriginFailure('The origin broke off.', { cause: broken ?? error });
}
