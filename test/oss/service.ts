/** The whole API over a real store and real workers, called as a function. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll } from 'vitest';
import { errorResponse } from '#src/http/error-response.js';
import { Loopback } from '#src/http/loopback.js';
import type { Handler } from '#src/http/message.js';
import { Origin, type OriginOptions } from '#src/origin/origin.js';
import type { Services } from '#src/oss/call.js';
import { Mirror } from '#src/oss/mirror/mirror.js';
import { NamedOrigins } from '#src/oss/mirror/named-origins.js';
import { Plans } from '#src/oss/picture/plans.js';
import { Videos } from '#src/oss/picture/videos.js';
import { createOssHandler } from '#src/oss/router.js';
import type { Keyring } from '#src/oss/signature/authenticate.js';
import { keyringOf } from '#src/oss/signature/keyring.js';
import { GUIDE_LIMITS } from '#src/process/formats/limits.js';
import { InstalledFfmpeg } from '#src/process/video/installed.js';
import type { S3Options } from '#src/store/blobs/s3-options.js';
import { ObjectStore } from '#src/store/objects.js';
import { Results } from '#src/store/results/results.js';
import { SharedResults } from '#src/store/results/shared.js';
import { type PoolOptions, WorkerPool } from '#src/workers/pool.js';
import { type Ask, type KeyPair, ossRequest, ROOT, STRANGER, signed } from './request.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly text: string;
  readonly note: Readonly<Record<string, string | number>>;
}

export interface Service {
  readonly services: Services;
  readonly handler: Handler;
  readonly store: ObjectStore;
  /** What lends objects of several pieces to ffmpeg. */
  readonly loopback: Loopback;
  /** Where the workers leave large results. */
  readonly scratch: string;
  /** Unsigned, path style unless the host says otherwise. Errors come as the client would see them. */
  ask(ask: Ask): Promise<Reply>;
  /** Signed by the root account, which owns every bucket that it makes. `target`: 'bucket' or 'bucket/key'. */
  owner(method: string, target: string, ask?: Ask): Promise<Reply>;
  /** Signed by another account. */
  stranger(method: string, target: string, ask?: Ask): Promise<Reply>;
  /** Signed by any key pair. */
  signedBy(pair: KeyPair): Service['owner'];
}

/** The keys of the store, too. */
function keyringFor(store: ObjectStore): Keyring {
  const keyring = keyringOf({ accessKeyId: ROOT.id, accessKeySecret: ROOT.secret }, 'alice', store.keys);
  const stranger = { secret: STRANGER.secret, account: 'bob' };
  return { find: async (id) => (id === STRANGER.id ? stranger : keyring.find(id)) };
}

export interface ServiceOptions {
  /** How origins are asked. */
  readonly origin?: OriginOptions;
  readonly mirrorBytes?: number;
  readonly workers?: Partial<PoolOptions>;
  /** URL of a database, rather than SQLite. */
  readonly metadata?: () => Promise<string>;
  /** The engine that keeps the bytes, rather than files. */
  readonly s3?: () => Promise<S3Options>;
  /** URL of a Valkey that is shared with other nodes. */
  readonly valkey?: () => Promise<string>;
}

/** Opens a service for the tests of one file and closes it after them. */
export function useService({
  origin = {},
  mirrorBytes = 1 << 24,
  workers: pool,
  metadata,
  s3,
  valkey,
}: ServiceOptions = {}): Service {
  let directory: string;
  let store: ObjectStore;
  let workers: WorkerPool;
  let results: Results;
  let loopback: Loopback;
  let services: Services;
  let handler: Handler;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tintype-oss-'));
    const elsewhere = { ...(metadata && { metadata: await metadata() }), ...(s3 && { s3: await s3() }) };
    store = await ObjectStore.open({ directory, ...elsewhere });
    // Not waited for: most files ask for no picture, and close it before it is ready.
    workers = await WorkerPool.open({ scratch: join(directory, 'results', 'scratch'), size: 1, ...pool });
    const settings = {
      region: 'cn-hangzhou',
      domains: ['localhost', '127.0.0.1', 'aliyuncs.com'],
      limits: GUIDE_LIMITS,
      bucketStyles: 50,
      accountChannels: 10,
      serverTiming: true,
      account: 'alice',
      renderer: 'test-1',
    };
    results = Results.open({
      directory: join(directory, 'results'),
      memoryBytes: 1 << 24,
      diskBytes: 1 << 26,
      ...(valkey && { shared: new SharedResults(await valkey()) }),
    });
    loopback = new Loopback();
    const videos = new Videos({ store, workers, loopback, ffmpeg: new InstalledFfmpeg() });
    services = {
      keyring: keyringFor(store),
      store,
      workers,
      results,
      plans: new Plans(settings.limits),
      videos,
      mirror: new Mirror({
        origin: new Origin(origin),
        named: new NamedOrigins([], { ...origin, account: settings.account }),
        store,
        bytes: mirrorBytes,
      }),
      settings,
    };
    handler = createOssHandler(services);
  });

  afterAll(async () => {
    await workers?.close(1000);
    await loopback?.close();
    await results?.close();
    await store?.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function ask(given: Ask): Promise<Reply> {
    const request = ossRequest(given);
    const response = await Promise.resolve(handler(request)).catch((error) => errorResponse(error, request));
    const { body } = response;
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.isBuffer(body) ? body : await buffer(body);
    return { ...response, bytes, text: bytes.toString(), note: { ...request.note, ...response.note } };
  }

  const signedBy =
    (pair: KeyPair) =>
    (method: string, target: string, given: Ask = {}) => {
      const split = target.indexOf('/');
      const [bucket, key] = split < 0 ? [target, ''] : [target.slice(0, split), target.slice(split + 1)];
      const path = target === '' ? '/' : `/${bucket}/${encodeURIComponent(key)}`;
      return ask(signed({ path, ...given, method }, target === '' ? '/' : `/${bucket}/${key}`, pair));
    };

  return {
    get services() {
      return services;
    },
    get handler() {
      return handler;
    },
    get store() {
      return store;
    },
    get loopback() {
      return loopback;
    },
    get scratch() {
      return join(directory, 'results', 'scratch');
    },
    ask,
    signedBy,
    owner: signedBy(ROOT),
    stranger: signedBy(STRANGER),
  };
}

/** The text of the first element of that name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => String(match[1]));
}

/** Without Server-Timing: how this one answer came about, which no other shares. */
export function untimed({ 'server-timing': _, ...headers }: Reply['headers']): Reply['headers'] {
  return headers;
}

/** What a refusal says, in one value to compare. */
export function refusal({ status, text, headers }: Reply): string {
  const ec = headers['x-oss-ec'] === undefined ? '' : ` (${headers['x-oss-ec']})`;
  return `${status} ${element(text, 'Code')}${ec}: ${element(text, 'Message')}`;
}
