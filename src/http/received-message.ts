/** What node:http hands over of a request, with its headers as they are read here. */
import { IncomingMessage } from 'node:http';

export type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Node looks into the headers of every request, for an expectation, and would read them its own way before they are read
 * here: as it gets these, they are read once.
 */
export class ReceivedMessage extends IncomingMessage {
  #fields: Headers | undefined;

  get fields(): Headers {
    this.#fields ??= readHeaders(this.rawHeaders);
    return this.#fields;
  }
}

// TypeScript has it for a property, which no accessor may override.
Object.defineProperty(ReceivedMessage.prototype, 'headers', {
  get(this: ReceivedMessage) {
    return this.fields;
  },
});

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
