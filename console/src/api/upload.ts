/** Sending a file: at once, or in parts that a second try does not send again. */
import { ApiError, readError } from './errors';
import { ossPath, type Query } from './oss';
import { escapeXml, MARK, parseXml, send, textOf } from './request';

const MB = 1_000_000;
/** Files beyond it go in parts. */
export const SINGLE_BYTES = 16 * MB;
const PART_BYTES = 8 * MB;
const MOST_PARTS = 9000;
const PARTS_AT_ONCE = 3;

/** What a try leaves behind for the next one. */
export interface Progress {
  uploadId?: string;
  /** ETags by number. */
  readonly done: Map<number, string>;
}

export interface Upload {
  readonly bucket: string;
  readonly key: string;
  readonly file: File;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Bytes so far. */
  readonly onSent: (bytes: number) => void;
}

export async function upload(job: Upload): Promise<void> {
  const { bucket, key, file, signal, onSent } = job;
  if (file.size > SINGLE_BYTES) return uploadInParts(job);
  await put(ossPath(bucket, key), file, typeOf(file), signal, onSent);
}

/** Of an upload that nobody will go on with: its parts would stay. */
export async function discard({ bucket, key, progress }: Pick<Upload, 'bucket' | 'key' | 'progress'>): Promise<void> {
  const { uploadId } = progress;
  if (uploadId !== undefined) await send(ossPath(bucket, key, { uploadId }), { method: 'DELETE' });
}

async function uploadInParts({ bucket, key, file, progress, signal, onSent }: Upload): Promise<void> {
  const path = (query: Query) => ossPath(bucket, key, query);
  progress.uploadId ??= textOf(
    parseXml(await (await send(path({ uploads: '' }), { method: 'POST', headers: typeOf(file), signal })).text()),
    'UploadId',
  );
  const { uploadId, done } = progress;
  const partBytes = Math.max(PART_BYTES, Math.ceil(file.size / MOST_PARTS));
  const numbers = Array.from({ length: Math.ceil(file.size / partBytes) }, (_, index) => index + 1);
  const sizeOf = (number: number) => Math.min(partBytes, file.size - (number - 1) * partBytes);
  const sent = new Map<number, number>([...done.keys()].map((number) => [number, sizeOf(number)]));
  const left = numbers.filter((number) => !done.has(number));
  const work = async () => {
    for (let number = left.shift(); number !== undefined; number = left.shift()) {
      const part = number;
      const from = (part - 1) * partBytes;
      const progressOf = (bytes: number) => {
        sent.set(part, bytes);
        onSent([...sent.values()].reduce((sum, one) => sum + one, 0));
      };
      const address = path({ partNumber: part, uploadId });
      done.set(part, await put(address, file.slice(from, from + partBytes), {}, signal, progressOf));
    }
  };
  const stopAll = (error: unknown) => {
    left.length = 0;
    throw error;
  };
  // Those under way are waited for, so that a second try knows all that has arrived.
  const ends = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, () => work().catch(stopAll)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const parts = numbers.map(
    (number) => `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(done.get(number) ?? '')}</ETag></Part>`,
  );
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  await send(path({ uploadId }), { method: 'POST', body, signal });
  delete progress.uploadId;
}

function typeOf(file: File): Record<string, string> {
  return file.type === '' ? {} : { 'content-type': file.type };
}

/** fetch() does not say how much of a body has gone out. Resolves to the ETag. */
function put(
  path: string,
  body: Blob,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open('PUT', path);
    for (const [name, value] of Object.entries({ ...MARK, ...headers })) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onload = () => {
      if (request.status < 300) return resolve(request.getResponseHeader('etag') ?? '');
      reject(readError(request.status, request.responseText, request.getResponseHeader('x-oss-request-id') ?? ''));
    };
    request.onerror = () => reject(new ApiError(0, 'NoConnection', '', ''));
    request.onabort = () => reject(new DOMException('Cancelled.', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    signal.addEventListener('abort', stop);
    if (signal.aborted) reject(new DOMException('Cancelled.', 'AbortError'));
    else request.send(body);
  });
}
