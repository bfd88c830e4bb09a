/** The processes that work on pictures, and the wall around them: whom they run as, and what they are let into. */
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.js';
import { Loopback } from '../http/loopback.js';
import { type Faces, filesOf } from '../process/text/faces.js';
import { LENDING_SOCKET } from '../process/video/relay.js';
import { openToGroup } from '../store/group-access.js';
import { BLOBS } from '../store/open-blobs.js';
import { SOURCES } from '../store/sources.js';
import type { Metrics } from '../telemetry/metrics.js';
import { type Confinement, findConfinement, UNCONFINED, WORKER_ID } from '../workers/confinement.js';
import type { Incident } from '../workers/options.js';
import { WorkerPool } from '../workers/pool.js';

export interface Workers {
  readonly pool: WorkerPool;
  /** Lends objects to the programs that workers start. */
  readonly loopback: Loopback;
  /** Ends the pool, then the lending. */
  close(): Promise<void>;
}

/** What is there before the workers. */
interface Surroundings {
  readonly faces: Faces;
  readonly metrics: Metrics;
  readonly inRush: (rush: boolean) => void;
}

/**
 * Once the store has made its directories. Does not wait for the workers, which take as long as the rest of a start: a
 * server that comes back from a crash has objects to serve that need none.
 */
export async function startWorkers(config: Config, { faces, metrics, inRush }: Surroundings): Promise<Workers> {
  const scratch = join(config.data, 'results', 'scratch');
  const confinement = config.confined ? await confine(config, scratch, faces) : UNCONFINED;
  const lending = confinement.offline ? await lendingDirectory(confinement) : undefined;
  const socket = lending && join(lending, 'socket');
  const loopback = new Loopback(socket);
  const pool = await WorkerPool.open({
    size: config.workers,
    confinement,
    env: { TINTYPE_FACES: JSON.stringify(faces), ...(socket !== undefined && { [LENDING_SOCKET]: socket }) },
    scratch,
    inRush,
    observe: ({ operation, format, queued, rendering }) =>
      metrics.observeJob({ operation, format, waited: queued / 1000, worked: rendering / 1000 }),
    report: (incident) => {
      const { reason } = incident;
      // Ordinary ends: by count or memory, by us, or after its client left.
      if (reason === 'recycled' || reason === 'closing' || reason === 'abandoned') return;
      process.stderr.write(`${obituary(incident)}\n`);
    },
  });
  return {
    pool,
    loopback,
    async close() {
      await pool.close();
      await loopback.close();
      if (lending !== undefined) await rm(lending, { recursive: true, force: true });
    },
  };
}

/** With the last that it said, as far as it said anything: a SIGKILL of the kernel's leaves no words. */
function obituary({ pid, reason, during, code, signal, detail }: Incident): string {
  const end = signal ?? (code === null ? 'no process' : `exit code ${code}`);
  const words = detail.trim();
  return `A worker (process ${pid}) ended: ${reason}, ${during}, ${end}${words === '' ? '.' : `: ${words}`}`;
}

/** Where a directory cannot be opened to the workers' group, the look through their eyes finds it shut. */
async function confine({ data, s3 }: Config, scratch: string, faces: Faces): Promise<Confinement> {
  const { resolve } = createRequire(import.meta.url);
  const originals = join(data, s3 ? SOURCES : BLOBS);
  // At the first start nobody has made it yet, and what is not there cannot be written.
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  if (process.getuid?.() === 0) openToGroup({ data, originals, scratch }, WORKER_ID);
  const found = await findConfinement({
    writable: scratch,
    readable: [
      process.execPath,
      fileURLToPath(new URL('../workers/worker.js', import.meta.url)),
      ...['sharp', '@napi-rs/canvas'].map((name) => resolve(name)),
      ...filesOf(faces),
      // Any of the directories of blobs: to be passed through, though not listed.
      s3 ? originals : join(originals, '00'),
    ],
  });
  // A strict umask would shut what is stored from now on.
  if (found.otherUser) process.umask(process.umask() & ~0o040);
  return found;
}

/** A short path: the system takes no more than a hundred characters of a socket's. */
async function lendingDirectory({ otherUser }: Confinement): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'tintype-'));
  if (otherUser) await chown(directory, 0, WORKER_ID);
  await chmod(directory, otherUser ? 0o710 : 0o700);
  return directory;
}
