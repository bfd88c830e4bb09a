import { Readable } from 'node:stream';
import { OssError } from '../errors.js';
import type { ReceivedMessage } from './received-message.js';
import { buffersSpent } from './spent-buffers.js';

/**
 * The body of a request as its handler sees it. Nothing is taken from the socket before the first read, and unlike
 * the message underneath it can be destroyed (a full disk, a refused upload) without losing the socket, which still
 * has to carry the answer.
 */
export class RequestBody extends Readable {
  readonly #message: ReceivedMessage;
  readonly #onFirstRead: () => void;
  #attached = false;
  #awaiting = false;
  #received = 0;

  constructor(message: ReceivedMessage, onFirstRead: () => void) {
    super({ highWaterMark: 131_072 });
    this.#message = message;
    this.#onFirstRead = onFirstRead;
    // A body may break while its reader is between two reads; an error event nobody listens for ends the process.
    this.on('error', () => {});
  }

  /** Bytes taken from the socket. */
  get received(): number {
    return this.#received;
  }

  /** Whether a reader waits for the client, and not the client for the reader. */
  get awaiting(): boolean {
    return this.#awaiting && !this.#message.complete;
  }

  /** What to tell of a body whose end never came. */
  incomplete(): OssError {
    const announced = this.#message.headers['content-length'];
    const all = announced === undefined ? 'its last chunk' : `its ${announced} bytes`;
    // What has arrived and was not read yet counts: the client has sent it.
    const arrived = this.#received + this.#message.readableLength;
    return new OssError('IncompleteBody', `The request body ended after ${arrived} bytes, before ${all}.`, {
      cause: new Error('The client closed the connection while it was sending.'),
    });
  }

  override _read(): void {
    this.#awaiting = true;
    if (!this.#attached) this.#attach();
    this.#message.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#awaiting = false;
    if (this.#attached) this.#detach();
    if (!this.#message.complete) this.#message.pause();
    done(error);
  }

  #attach(): void {
    this.#attached = true;
    this.#onFirstRead();
    this.#message.open();
    if (this.#message.destroyed) {
      this.#onClose();
      return;
    }
    this.#message.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
  }

  #detach(): void {
    this.#message.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#received += chunk.length;
    buffersSpent(chunk.length);
    if (this.push(chunk)) return;
    this.#awaiting = false;
    this.#message.pause();
  };

  readonly #onEnd = (): void => {
    this.#awaiting = false;
    this.#detach();
    this.push(null);
  };

  /** The connection went away first. */
  readonly #onClose = (): void => {
    this.destroy(this.incomplete());
  };
}
