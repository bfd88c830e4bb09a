/** A form for an object as it arrives: its fields, which are few and short, and then the file, which is neither. */
import { createHash } from 'node:crypto';
import { OssError } from '../../errors.js';
import type { OssRequest } from '../../http/message.js';
import { boundaryOf, MultipartReader, malformed, utf8Of } from '../../http/multipart.js';

/** Bytes of one field, and of all of them. The vendor takes 8 MB in all; nobody writes so much, and it is held in memory. */
const LONGEST_FIELD = 16 * 1024;
const LONGEST_FIELDS = 128 * 1024;
const MOST_FIELDS = 100;

export interface PostedForm {
  /** By their names in small letters, as they are compared. */
  readonly fields: ReadonlyMap<string, string>;
  /** Without the path that some browsers send; '' where there is none. */
  readonly filename: string;
  readonly fileType?: string;
  /** The bytes of the file; ends only when the rest of the form was looked at, and is right. */
  file(): AsyncGenerator<Buffer>;
}

/**
 * Reads up to the first byte of the file.
 * @throws OssError 400 MalformedPOSTRequest, FieldItemTooLong, InvalidArgument for a repeated field,
 *   IncorrectNumberOfFilesInPOSTRequest
 */
export async function readForm({ headers, body }: OssRequest): Promise<PostedForm> {
  const digest = headers['content-md5'] === undefined ? undefined : createHash('md5');
  const chunks = digest === undefined ? (body as AsyncIterable<Buffer>) : digested(body, digest);
  const reader = new MultipartReader(chunks, boundaryOf(headers['content-type']));
  const fields = new Fields(reader);
  for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
    const { name, filename, contentType } = part;
    if (name.toLowerCase() !== 'file') {
      if (filename) throw wrongFiles(`The file of a form is in the field file, and not in ${name.slice(0, 64)}.`);
      await fields.take(name);
      continue;
    }
    return {
      fields: fields.all,
      filename: baseName(filename ?? ''),
      ...(contentType !== undefined && { fileType: contentType }),
      file: async function* () {
        yield* reader.content();
        await finish(reader, fields);
        if (digest !== undefined && digest.digest('base64') !== headers['content-md5'])
          throw new OssError('InvalidDigest');
      },
    };
  }
  throw wrongFiles('The form has no field file.');
}

/** Fields behind the file mean nothing, as with the vendor: its own sample has a button there. Another file is one too many. */
async function finish(reader: MultipartReader, fields: Fields): Promise<void> {
  for (let part = await reader.next(); part !== undefined; part = await reader.next()) {
    if (part.name.toLowerCase() === 'file' || part.filename) throw wrongFiles('The form has more than one file.');
    await fields.skip();
  }
}

class Fields {
  readonly all = new Map<string, string>();
  readonly #reader: MultipartReader;
  #count = 0;
  #bytes = 0;

  constructor(reader: MultipartReader) {
    this.#reader = reader;
  }

  async take(name: string): Promise<void> {
    const text = utf8Of(await this.#read(name));
    if (this.all.has(name.toLowerCase())) {
      throw new OssError('InvalidArgument', `The form has the field ${name.slice(0, 64)} more than once.`, {
        fields: { ArgumentName: name.slice(0, 64) },
      });
    }
    this.all.set(name.toLowerCase(), text);
  }

  async skip(): Promise<void> {
    await this.#read('behind the file');
  }

  async #read(name: string): Promise<Buffer> {
    if (++this.#count > MOST_FIELDS) throw malformed(`The form has more than ${MOST_FIELDS} fields.`);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.#reader.content()) {
      length += chunk.length;
      this.#bytes += chunk.length;
      if (length > LONGEST_FIELD) {
        throw tooLong(`The field ${name.slice(0, 64)} is longer than ${LONGEST_FIELD} bytes.`);
      }
      if (this.#bytes > LONGEST_FIELDS) {
        throw tooLong(`The fields of the form are longer than ${LONGEST_FIELDS} bytes.`, '0006-00000112');
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

async function* digested(body: AsyncIterable<Buffer>, digest: { update(chunk: Buffer): unknown }) {
  for await (const chunk of body) {
    digest.update(chunk);
    yield chunk;
  }
}

/** Old browsers send the whole path. */
function baseName(filename: string): string {
  return filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1);
}

function tooLong(message: string, ec?: string): OssError {
  return new OssError('FieldItemTooLong', message, { ec });
}

function wrongFiles(message: string): OssError {
  return new OssError(
    'IncorrectNumberOfFilesInPOSTRequest',
    `POST requires exactly one file upload per request. ${message}`,
  );
}
