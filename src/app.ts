/** The only wiring: makes the parts, hands them to each other, and takes them down in the opposite order. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { draining } from './app/draining.js';
import { newMirror } from './app/mirror.js';
import { startWorkers } from './app/workers.js';
import type { Config } from './config.js';
import type { MachinePart } from './console/call.js';
import { CONSOLE_CONNECTIONS, type Console, createConsole } from './console/server.js';
import { seedDemo } from './demo/seed.js';
import { type AccessEntry, type AccessLog, createAccessLog } from './http/access-log.js';
import { type RunningServer, startServer } from './http/server.js';
import type { Services } from './oss/call.js';
import { Plans } from './oss/picture/plans.js';
import { Videos } from './oss/picture/videos.js';
import { createHandler, createOssHandler } from './oss/router.js';
import { keyringOf } from './oss/signature/keyring.js';
import type { Limits } from './process/formats/limits.js';
import { rendererVersion } from './process/renderer.js';
import { type Faces, findFaces } from './process/text/faces.js';
import { InstalledFfmpeg } from './process/video/installed.js';
import { ROOT_ACCOUNT, type RootKey, rootKey } from './root-key.js';
import { ObjectStore } from './store/objects.js';
import type { Store } from './store/records.js';
import { Results } from './store/results/results.js';
import { Health } from './telemetry/health.js';
import { createMetrics } from './telemetry/metrics.js';
import { countParts } from './telemetry/service.js';
import type { WorkerPool } from './workers/pool.js';

export interface App {
  readonly oss: { readonly host: string; readonly port: number; readonly url: string };
  readonly console: { readonly host: string; readonly port: number };
  readonly store: Store;
  readonly rootKey: RootKey;
  /** What draws each font name. */
  readonly faces: Faces;
  /** Takes over what can change while the server runs: certificate, log level, and numbers that each request asks for. */
  reload(config: Config): void;
  /** Finishes the requests under way, for eight seconds at most, and then closes everything. */
  close(): Promise<void>;
}

/** Who starts the app: what the console shows of it and of its machine, and what it does in a rush. */
export interface Program {
  readonly version: string;
  readonly machine: () => Promise<readonly MachinePart[]>;
  /** Told true when more is asked for than can be made, and false soon after. */
  readonly inRush?: (rush: boolean) => void;
}

const UNKNOWN_PROGRAM: Program = { version: '', machine: async () => [] };

/** What nodes tell each other when kept pictures are to be forgotten. */
const CLEARED = 'results cleared';

/** How long requests of the console may take once the server was told to stop; it stops last. */
const CONSOLE_GRACE = 1_000;

/**
 * Starts everything that `config` asks for. Rejects with the error of the part that could not start (StartupError of
 * the store, Node's error of a listener); whatever was started before is closed again.
 */
export async function createApp(config: Config, program: Program = UNKNOWN_PROGRAM): Promise<App> {
  const parts = new Parts();
  try {
    return await start(config, program, parts);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

async function start(config: Config, program: Program, parts: Parts): Promise<App> {
  const faces = findFaces(config.fonts);
  const health = new Health();
  const metrics = createMetrics();
  const log = createAccessLog({ level: config.logLevel });
  parts.add({ close: () => log.flush() });
  const console = createConsole({ health, metrics });
  const consoleServer = parts.add(await listenForConsole(config, console, log));
  const store = parts.add(await openStore(config));
  const key = await rootKey(config.data, config.rootKey);
  const results = await openResults(config, () => store.announce(CLEARED));
  store.onAnnounced((what) => {
    if (what === CLEARED) void results.clearOwn();
  });
  parts.add(results);
  const { pool: workers, loopback } = parts.add(
    await startWorkers(config, { faces, metrics, inRush: program.inRush ?? (() => {}) }),
  );
  const videos = new Videos({ store, workers, loopback, ffmpeg: new InstalledFfmpeg() });
  const mirror = newMirror(config, store);
  const keyring = keyringOf(key, ROOT_ACCOUNT, store.keys);
  const settings = {
    region: config.region,
    domains: config.domains,
    limits: config.limits,
    ...counts(config),
    serverTiming: config.serverTiming,
    account: ROOT_ACCOUNT,
    renderer: rendererOf(faces, config.limits),
  };
  const services: Services = {
    store,
    keyring,
    workers,
    results,
    plans: new Plans(config.limits),
    videos,
    mirror,
    settings,
  };
  const handler = createOssHandler(services);
  const onAccess = (entry: AccessEntry) => {
    log.write(entry);
    metrics.observeRequest(sampleOf(entry));
  };
  const { host, port, tls, trustedProxies } = config;
  const data = await startServer({ host, port, tls, trustedProxies, onAccess }, handler);
  const server = parts.add(draining(data, () => void workers.close(0)));
  countParts(metrics, {
    server: () => server.stats(),
    workers: () => workers.stats(),
    results: () => results.stats(),
    videos: () => videos.stats(),
    store: () => store.stats(),
    expiry: () => store.expiryStats(),
    mirror: () => mirror.stats(),
  });
  health.addCheck('workers', () => refuseUnready(workers));
  health.addCheck('metadata', () => store.check());
  console.open({
    oss: (principal) => createHandler(services, async () => principal),
    keyring,
    keys: store.keys,
    health,
    metrics,
    version: program.version,
    machine: program.machine,
    account: ROOT_ACCOUNT,
    profile: config.limits.profile,
    data: { port: server.port, secure: server.secure, domains: config.domains },
  });
  await seed(config, store);
  health.ready();
  parts.add({ close: async () => health.drain() });
  return {
    oss: { host: server.host, port: server.port, url: urlOf(server) },
    console: { host: consoleServer.host, port: consoleServer.port },
    store,
    rootKey: key,
    faces,
    reload(renewed) {
      if (renewed.tls) for (const each of [server, consoleServer]) each.renew(renewed.tls);
      log.setLevel(renewed.logLevel);
      store.setVerifyReads(renewed.verifyReads);
      Object.assign(settings, counts(renewed));
      mirror.named.replace(renewed.mirror.origins);
    },
    close: () => parts.close(),
  };
}

/** What a request asks for when it needs it, and never twice. */
function counts({ bucketStyles, accountChannels }: Config) {
  return { bucketStyles, accountChannels };
}

/** Before everything else, so that probes are answered while the rest starts. Probes and files are not logged. */
async function listenForConsole(config: Config, { handler }: Console, log: AccessLog) {
  const { consoleHost: host, consolePort: port, tls, trustedProxies } = config;
  const onAccess = (entry: AccessEntry) => {
    if (!entry.rawPath.startsWith('/api/') || entry.rawPath === '/api/overview') return;
    log.write({ ...entry, note: { ...entry.note, by: 'console' } });
  };
  const limits = { connections: CONSOLE_CONNECTIONS };
  const server = await startServer({ host, port, tls, trustedProxies, onAccess, limits }, handler);
  return { ...server, close: () => server.close(CONSOLE_GRACE) };
}

/**
 * Of all that decides how a picture comes out, in a few bytes: every request digests it. A result that today's limits
 * would refuse must not come from yesterday's.
 */
function rendererOf(faces: Faces, limits: Limits): string {
  return createHash('md5')
    .update(`${rendererVersion(faces)} ${JSON.stringify(limits)}`)
    .digest('base64url');
}

/** What was started, closed in the opposite order and once. */
class Parts {
  readonly #started: { close(): Promise<unknown> }[] = [];
  #closed: Promise<void> | undefined;

  add<T extends { close(): Promise<unknown> }>(part: T): T {
    this.#started.push(part);
    return part;
  }

  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    // One that cannot close must not keep the others open, and the process with them.
    for (const part of this.#started.reverse()) await part.close().catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }
}

function openStore({
  data,
  metadata,
  s3,
  sourceCache,
  diskReserve: reserve,
  verifyReads,
}: Config): Promise<ObjectStore> {
  return ObjectStore.open({
    directory: data,
    reserve,
    verifyReads,
    sourceCache,
    ...(metadata !== undefined && { metadata }),
    ...(s3 && { s3 }),
    onExpired: (bucket, { objects, bytes, uploads }) => {
      process.stderr.write(
        `Lifecycle rules of ${bucket}: ${objects} objects (${bytes} bytes) and ${uploads} uploads expired.\n`,
      );
    },
  });
}

/** Loaded when it is wanted. */
async function openShared(valkey: string) {
  const { SharedResults } = await import('./store/results/shared.js');
  return new SharedResults(
    valkey,
    rarely((line) => process.stderr.write(`Warning: ${line}\n`)),
  );
}

/** Rendered pictures lie beside the workers' scratch files: keeping one is a rename. */
async function openResults(config: Config, onCleared: () => Promise<void>): Promise<Results> {
  const { data, cache, valkey, diskReserve: reserve } = config;
  const shared = valkey === undefined ? undefined : await openShared(valkey);
  return Results.open({
    directory: join(data, 'results'),
    memoryBytes: cache.memory,
    diskBytes: cache.disk,
    onCleared,
    ...(shared && { shared }),
    reserve,
    warn: rarely((message, error) => {
      process.stderr.write(`Warning: ${message}: ${error instanceof Error ? error.message : error}\n`);
    }),
  });
}

/** At most once a minute: a full disk fails every request in the same way. */
function rarely<A extends unknown[]>(tell: (...about: A) => void): (...about: A) => void {
  let next = 0;
  return (...about) => {
    if (Date.now() < next) return;
    next = Date.now() + 60_000;
    tell(...about);
  };
}

/** The service works without its samples: a start never fails for them. */
async function seed(config: Config, store: Store): Promise<void> {
  if (!config.demo) return;
  try {
    await seedDemo({ store, account: ROOT_ACCOUNT, directory: config.data });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The sample pictures could not be made: ${reason}\n`);
  }
}

function sampleOf({ note, status, milliseconds, bytesIn, bytesOut }: AccessEntry) {
  return { action: String(note.action ?? 'none'), status, seconds: milliseconds / 1000, bytesIn, bytesOut };
}

function refuseUnready(workers: WorkerPool): void {
  const { broken, starting } = workers.stats();
  if (broken !== undefined) throw new Error(broken);
  // A picture would wait, which is for a balancer's other nodes to spare it.
  if (starting) throw new Error('the workers are starting');
}

function urlOf({ host, port, secure }: RunningServer): string {
  return `${secure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
