/** The thread that makes every change. A commit waits for the disk, which must not stop the event loop of the requests. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Batches, type WriteRequest } from './batch.js';
import { openConnection } from './connection.js';

/** A request waits for the whole transaction it is in. */
const MAX_BATCH = 256;

export interface WriterOptions {
  readonly path: string;
}

function serve(port: MessagePort, { path }: WriterOptions): void {
  const db = openConnection(path);
  const batches = new Batches(db);
  port.on('message', (first: WriteRequest | 'close') => {
    const requests: WriteRequest[] = [];
    let message: WriteRequest | 'close' | undefined = first;
    while (message !== undefined && message !== 'close') {
      requests.push(message);
      message = requests.length < MAX_BATCH ? receiveMessageOnPort(port)?.message : undefined;
    }
    if (requests.length > 0) port.postMessage(batches.run(requests));
    if (message !== 'close') return;
    db.close();
    port.close();
  });
}

if (parentPort) serve(parentPort, workerData);
