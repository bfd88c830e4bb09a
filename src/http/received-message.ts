/** What node:http hands over of a request, with its headers as they are read here. */
import { IncomingMessage } from 'node:http';

export type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Node looks into the headers of every request, for an expectation, and would read them its own way before they are read
 * here: as it gets these, they are read once.
 *
 * And it plays the end of every message, to which eight ticks belong, whether or not there was a body and anybody who
 * reads it. Without a body that now happens for whoever asks for it, by `open()`: a tenth of what a 304 took
 * (decision 0044).
 */
export class ReceivedMessage extends IncomingMessage {
  #fields: Headers | undefined;
  #bodyless: boolean | undefined;
  #opened = false;

  get fields(): Headers {
    this.#fields ??= readHeaders(this.rawHeaders);
    return this.#fields;
  }

  /** Neither a length nor a coding is announced: RFC 9112, 6.3. */
  get bodyless(): boolean {
    const { fields } = this;
    this.#bodyless ??= fields['content-length'] === undefined && fields['transfer-encoding'] === undefined;
    return this.#bodyless;
  }

  /** Before it is read. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    if (this.bodyless && this.complete) super.push(null);
  }

  get #endsUnseen(): boolean {
    return !this.#opened && this.bodyless;
  }

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    return chunk === null && this.#endsUnseen ? false : super.push(chunk, encoding);
  }

  /** What Node does behind every answer, so that an unread body does not stay in the socket. */
  override resume(): this {
    return this.#endsUnseen ? this : super.resume();
  }

  static {
    // TypeScript has these for properties, which no accessor may override.
    Object.defineProperties(ReceivedMessage.prototype, {
      headers: {
        get(this: ReceivedMessage) {
          return this.fields;
        },
      },
      // Node keeps a message with its connection until then.
      readableEnded: {
        get(this: ReceivedMessage) {
          return this.#endsUnseen ? this.complete : Reflect.get(IncomingMessage.prototype, 'readableEnded', this);
        },
      },
    });
  }
}

/**
 * Has no prototype but an empty one: a header called `constructor` is then just a header. V8 treats an object that has
 * none at all as a table, which takes longer to make and to ask.
 */
const Fields = function (this: object) {} as unknown as new () => Record<string, string | undefined>;
Fields.prototype = Object.create(null);

/**
 * Node gives header bytes as latin1; clients send UTF-8. Repeated headers are joined in the order sent, so that a
 * signature sees all of them.
 */
function readHeaders(raw: readonly string[]): Headers {
  const headers = new Fields();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase();
    const value = decodeUtf8(String(raw[i + 1]));
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}

function decodeUtf8(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}
