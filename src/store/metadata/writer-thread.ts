/** The thread that makes every change. A commit waits for the disk, which must not stop the event loop of the requests. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { Batches, CHANGED_BY_OTHERS, type WriteRequest } from './batch.js';
import { openConnection } from './connection.js';

/** A request waits for the whole transaction it is in. */
const MAX_BATCH = 256;
/** Milliseconds within which a change of another process is noticed. */
const LOOK_EVERY = 1000;

export interface WriterOptions {
  readonly path: string;
}

function serve(port: MessagePort, { path }: WriterOptions): void {
  const db = openConnection(path);
  const batches = new Batches(db);
  const others = new Others(db);
  const look = (): void => {
    if (others.changed()) port.postMessage(CHANGED_BY_OTHERS);
  };
  const looking = setInterval(look, LOOK_EVERY);
  port.on('message', (first: WriteRequest | 'close') => {
    const requests: WriteRequest[] = [];
    let message: WriteRequest | 'close' | undefined = first;
    while (message !== undefined && message !== 'close') {
      requests.push(message);
      message = requests.length < MAX_BATCH ? receiveMessageOnPort(port)?.message : undefined;
    }
    look();
    if (requests.length > 0) port.postMessage(batches.run(requests));
    if (message !== 'close') return;
    clearInterval(looking);
    db.close();
    port.close();
  });
}

/** SQLite counts the commits of every connection but the one that asks. */
class Others {
  readonly #version: () => unknown;
  #last: unknown;

  constructor(db: DatabaseSyncInstance) {
    const statement = db.prepare('pragma data_version');
    this.#version = () => Object.values(statement.get() ?? {})[0];
    this.#last = this.#version();
  }

  changed(): boolean {
    const before = this.#last;
    this.#last = this.#version();
    return before !== this.#last;
  }
}

if (parentPort) serve(parentPort, workerData);
