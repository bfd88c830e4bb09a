/** A body as batches of chunks, gathered while the batch before is being written. */
import type { Readable } from 'node:stream';
import { OssError } from '../../errors.js';

/** IOV_MAX of Linux. Also a ceiling on memory: a body may arrive in chunks of one byte. */
const BATCH_CHUNKS = 1024;

/**
 * Bytes seen in one turn of the event loop. One turn of libuv brings up to 2 MB of one socket; to hash so much takes
 * 4 ms, for which everybody else would wait, again and again.
 */
const TURN_BYTES = 256 << 10;

export interface InboxOptions {
  readonly signal?: AbortSignal | undefined;
  /** Gets every chunk as it arrives. */
  readonly see: (chunk: Buffer) => void;
  /** Bytes after which a batch is full: asked for at every chunk, so that it may depend on who else is there. */
  readonly batchBytes: () => number;
}

/**
 * Listens for the body's failure from the start, asks for bytes with the first next(), and pauses the body while a
 * full batch waits. It never destroys the body: the same socket still has to carry the answer.
 */
export class Inbox {
  readonly #body: Readable;
  readonly #options: InboxOptions;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #seenThisTurn = 0;
  #turn: NodeJS.Immediate | undefined;
  #started = false;
  #ended = false;
  #failure: OssError | undefined;
  #wake: (() => void) | undefined;

  constructor(body: Readable, options: InboxOptions) {
    this.#body = body;
    this.#options = options;
    const { signal } = options;
    body.on('error', this.#onError);
    body.on('close', this.#onClose);
    body.on('end', this.#onEnd);
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    else if (body.errored) this.#onError(body.errored);
    else if (body.readableEnded) this.#onEnd();
    else if (body.destroyed) this.#onClose();
  }

  /** The next batch; empty at the end. Throws IncompleteBody, or the OssError with which body or signal failed. */
  async next(): Promise<Buffer[]> {
    if (!this.#started) this.#body.on('data', this.#onData);
    this.#started = true;
    if (!this.#full() && !this.#ended && !this.#failure) {
      this.#body.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure;
    const batch = this.#chunks;
    this.#chunks = [];
    this.#bytes = 0;
    if (!this.#ended) this.#body.resume();
    return batch;
  }

  /** Stops reading. The listener for errors stays: a body may fail after everybody has lost interest in it. */
  close(): void {
    clearImmediate(this.#turn);
    this.#body.off('data', this.#onData);
    this.#body.off('close', this.#onClose);
    this.#body.off('end', this.#onEnd);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    if (this.#started && !this.#ended) this.#body.pause();
    this.#chunks = [];
  }

  #full(): boolean {
    return this.#bytes >= this.#options.batchBytes() || this.#chunks.length >= BATCH_CHUNKS;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#options.see(chunk);
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#seenThisTurn += chunk.length;
    if (this.#full()) {
      this.#body.pause();
      this.#wake?.();
    } else if (this.#seenThisTurn >= TURN_BYTES) {
      this.#body.pause();
      this.#turn ??= setImmediate(this.#onTurn);
    }
  };

  readonly #onTurn = (): void => {
    this.#turn = undefined;
    this.#seenThisTurn = 0;
    // Full now, though it was not when the body was paused: others came meanwhile, and the shares became smaller.
    if (this.#full()) this.#wake?.();
    else this.#body.resume();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#wake?.();
  };

  readonly #onError = (error: unknown): void => this.#fail(error);

  readonly #onClose = (): void => {
    if (!this.#ended) this.#fail(undefined);
  };

  readonly #onAbort = (): void => this.#fail(this.#options.signal?.reason);

  #fail(cause: unknown): void {
    this.#failure ??= cause instanceof OssError ? cause : new OssError('IncompleteBody', undefined, { cause });
    this.#wake?.();
  }
}
