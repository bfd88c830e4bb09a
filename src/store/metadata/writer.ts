/** The calling side of the writer thread. */
import { Worker } from 'node:worker_threads';
import { CHANGED_BY_OTHERS, errorOf, type WriteReply } from './batch.js';
import type { WriterOptions } from './writer-thread.js';
import type { WriteInput, WriteName, WriteResult } from './writes.js';

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Options extends WriterOptions {
  /** Within a second, and before the answer to any change that is made later. */
  readonly onChangedByOthers?: () => void;
}

export class Writer {
  readonly #options: Options;
  #thread: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#start();
  }

  /** Resolves when the change is on the disk. After a rejection that is no OssError it may or may not be there. */
  run<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteResult<N>> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    const thread = this.#thread ?? this.#start();
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      thread.postMessage({ id, name, input });
      thread.ref();
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** What was asked for before is done first. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    if (!thread) return;
    thread.ref();
    const ended = new Promise<void>((resolve) => {
      thread.once('exit', () => resolve());
    });
    thread.postMessage('close');
    await ended;
  }

  /** A thread that died is started anew by the next change. An idle thread does not keep the process alive. */
  #start(): Worker {
    const thread = new Worker(new URL('./writer-thread.js', import.meta.url), {
      workerData: { path: this.#options.path } satisfies WriterOptions,
    });
    thread.on('message', (message: readonly WriteReply[] | typeof CHANGED_BY_OTHERS) => {
      if (message === CHANGED_BY_OTHERS) this.#options.onChangedByOthers?.();
      else for (const reply of message) this.#settle(reply);
    });
    let reason = new Error('the writer thread ended');
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', () => {
      this.#thread = undefined;
      for (const { reject } of this.#waiting.values()) reject(reason);
      this.#waiting.clear();
    });
    thread.unref();
    this.#thread = thread;
    return thread;
  }

  #settle(reply: WriteReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (this.#waiting.size === 0 && !this.#closed) this.#thread?.unref();
    if ('failure' in reply) waiting?.reject(errorOf(reply.failure));
    else waiting?.resolve(reply.value);
  }
}
