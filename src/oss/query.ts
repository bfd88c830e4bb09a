/** The query string, decoded once and only when somebody asks. */
import { OssError } from '../errors.js';
import { percentDecode } from './percent.js';

export class Query {
  readonly #raw: string;
  #entries: readonly (readonly [string, string])[] | undefined;

  /** `raw` as sent, without the leading '?'. */
  constructor(raw: string) {
    this.#raw = raw;
  }

  /**
   * In the order sent. `a` and `a=` both have the value ''. A '+' is a space, as python-requests writes it.
   * Throws InvalidArgument 400 for malformed percent-encoding.
   */
  get entries(): readonly (readonly [string, string])[] {
    this.#entries ??= parse(this.#raw);
    return this.#entries;
  }

  has(name: string): boolean {
    return this.entries.some(([key]) => key === name);
  }

  /** The first value: of two spellings of one name, the signature and the action must read the same one. */
  get(name: string): string | undefined {
    return this.entries.find(([key]) => key === name)?.[1];
  }

  /** Like get(), with '' read as absent: SDKs send `prefix=&marker=` when they mean neither. */
  value(name: string): string | undefined {
    return this.get(name) || undefined;
  }
}

function parse(raw: string): (readonly [string, string])[] {
  return raw
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const split = part.indexOf('=');
      return split < 0 ? [decode(part), ''] : [decode(part.slice(0, split)), decode(part.slice(split + 1))];
    });
}

function decode(part: string): string {
  const text = percentDecode(part.includes('+') ? part.replaceAll('+', ' ') : part);
  if (text !== undefined) return text;
  throw new OssError('InvalidArgument', 'The query string is not valid percent-encoded UTF-8 without U+0000.', {
    fields: { ArgumentName: 'query', ArgumentValue: part.slice(0, 64) },
  });
}
