/**
 * multipart/form-data, read part by part as it is asked for (docs/decisions/0017). Strict: what a browser would not
 * write is refused, for two readers of a lenient form may disagree about what it says.
 */
import { OssError } from '../errors.js';

export interface PartHead {
  /** Of the field. */
  readonly name: string;
  /** As it was sent, path and all. */
  readonly filename?: string;
  readonly contentType?: string;
}

/** RFC 2046, 5.1.1. */
const LONGEST_BOUNDARY = 70;
const LONGEST_HEAD = 8192;
/** Behind the last boundary, where nobody looks. */
const LONGEST_EPILOGUE = 8192;

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The boundary that a Content-Type names. @throws OssError 400 MalformedPOSTRequest */
export function boundaryOf(contentType: string | undefined): string {
  const [type = '', ...parameters] = (contentType ?? '').split(';');
  const [first, ...others] = parameters.flatMap((each) => BOUNDARY.exec(each)?.slice(1) ?? []).filter(Boolean);
  if (type.trim().toLowerCase() !== 'multipart/form-data' || others.length > 0) throw malformed(NO_FORM);
  const boundary = first ?? '';
  if (boundary.length >= 1 && boundary.length <= LONGEST_BOUNDARY && /^[\x20-\x7e]+$/.test(boundary)) return boundary;
  throw malformed(`The boundary of the form is invalid. Allowed: 1 to ${LONGEST_BOUNDARY} characters of ASCII.`);
}

const BOUNDARY = /^\s*boundary\s*=\s*(?:"([^"]*)"|([^\s"]*))\s*$/i;
const NO_FORM = 'The Content-Type of the request is not multipart/form-data with one boundary.';

/** `next()`, then `content()` to its end, and so on. Holds no more than a chunk of the body and what it looks for. */
export class MultipartReader {
  readonly #body: AsyncIterator<Buffer>;
  readonly #delimiter: Buffer;
  /** What was taken from the body and not given out. */
  #rest: Buffer;
  #begun = false;
  #inPart = false;

  constructor(body: AsyncIterable<Buffer>, boundary: string) {
    this.#body = body[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
    // The first boundary needs no line end before it.
    this.#rest = Buffer.from('\r\n');
  }

  /** The next part, or undefined behind the last. @throws OssError 400 MalformedPOSTRequest */
  async next(): Promise<PartHead | undefined> {
    if (this.#inPart) throw new Error('the part before was not read to its end');
    if (!this.#begun) await this.#begin();
    if (await this.#atEnd()) return undefined;
    this.#inPart = true;
    return headOf(await this.#head());
  }

  /** The bytes of the part that next() gave, once. @throws OssError 400 MalformedPOSTRequest when its end never comes */
  async *content(): AsyncGenerator<Buffer> {
    const keep = this.#delimiter.length - 1;
    while (this.#inPart) {
      const found = this.#rest.indexOf(this.#delimiter);
      const end = found < 0 ? this.#rest.length - keep : found;
      const piece = this.#rest.subarray(0, Math.max(end, 0));
      this.#rest = this.#rest.subarray(found < 0 ? piece.length : found + this.#delimiter.length);
      this.#inPart = found < 0;
      if (piece.length > 0) yield piece;
      if (found < 0) await this.#more();
    }
  }

  /** To the first boundary: nothing is said before it. */
  async #begin(): Promise<void> {
    this.#begun = true;
    await this.#atLeast(this.#delimiter.length);
    if (this.#rest.indexOf(this.#delimiter) !== 0) throw malformed('The form does not begin with its boundary.');
    this.#rest = this.#rest.subarray(this.#delimiter.length);
  }

  /** Behind a boundary: `--` for the last one, a line end for others. */
  async #atEnd(): Promise<boolean> {
    await this.#atLeast(2);
    const mark = this.#rest.toString('latin1', 0, 2);
    this.#rest = this.#rest.subarray(2);
    if (mark === '\r\n') return false;
    if (mark !== '--') throw malformed('A boundary of the form is followed by something else than a line end.');
    await this.#skipEpilogue();
    return true;
  }

  async #skipEpilogue(): Promise<void> {
    for (let length = this.#rest.length; ; length += this.#rest.length) {
      if (length > LONGEST_EPILOGUE) throw malformed('The request goes on behind the end of the form.');
      const { done, value } = await this.#body.next();
      if (done) return;
      this.#rest = value;
    }
  }

  /** The header lines of a part, without the empty line behind them. */
  async #head(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if ((end < 0 ? this.#rest.length : end) > LONGEST_HEAD) {
        throw malformed(`The head of a part is longer than ${LONGEST_HEAD} bytes.`);
      }
      if (end >= 0) {
        const text = utf8Of(this.#rest.subarray(0, end));
        this.#rest = this.#rest.subarray(end + 4);
        return text;
      }
      await this.#more();
    }
  }

  async #atLeast(length: number): Promise<void> {
    while (this.#rest.length < length) await this.#more();
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#body.next();
    if (done) throw malformed('The form ends before its last boundary.');
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
  }
}

function headOf(text: string): PartHead {
  const headers = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined || /[\r\n\0]/.test(value)) throw malformed('A part has a header line that is none.');
    if (headers.has(name.toLowerCase())) throw malformed(`A part has two headers ${name}.`);
    headers.set(name.toLowerCase(), value);
  }
  const contentType = headers.get('content-type')?.trim();
  return { ...dispositionOf(headers.get('content-disposition')), ...(contentType && { contentType }) };
}

const PARAMETER = /^;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:"((?:\\"|[^"])*)"|([^\s;"]*))[ \t]*/;

/** Browsers write a quote in a name as %22, some programs as \". A backslash before anything else is one of a path. */
function dispositionOf(text = ''): { name: string; filename?: string } {
  const found = new Map<string, string>();
  let rest = text.replace(/^form-data[ \t]*/i, '');
  if (rest === text) throw malformed('A part has no Content-Disposition form-data.');
  while (rest !== '' && rest !== ';') {
    const [all, name, quoted, bare = ''] = PARAMETER.exec(rest) ?? [];
    if (all === undefined || name === undefined || found.has(name.toLowerCase())) {
      throw malformed('A Content-Disposition of the form cannot be read.');
    }
    found.set(name.toLowerCase(), quoted === undefined ? bare : quoted.replaceAll('\\"', '"'));
    rest = rest.slice(all.length);
  }
  const name = found.get('name');
  if (!name) throw malformed('A part of the form has no name.');
  const filename = extendedName(found.get('filename*')) ?? found.get('filename');
  return { name, ...(filename !== undefined && { filename }) };
}

/** RFC 5987, as Python's clients write names that are not ASCII. */
function extendedName(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const [, encoded] = /^utf-8'[^']*'(.*)$/i.exec(value) ?? [];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
  } catch {
    // Refused below, with every other charset.
  }
  throw malformed('The filename* of a part is not percent-encoded UTF-8.');
}

/** @throws OssError 400 MalformedPOSTRequest */
export function utf8Of(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw malformed('The form is not UTF-8.');
  }
}

export function malformed(reason: string): OssError {
  return new OssError(
    'MalformedPOSTRequest',
    `The body of your POST request is not well-formed multipart/form-data. ${reason}`,
  );
}
