/**
 * A multipart upload of 5 GiB, its parts copied from one object of 512 MiB so that they are quickly there, and then
 * completed. What the completing request costs, and what the server writes for it: a row for each part, and no bytes.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mb, ms, table } from './measure.js';
import { type Service, startService } from './service.js';

const MB = 1 << 20;
const PART = Number(process.env.BENCH_PART_MB ?? 512) * MB;
const PARTS = Number(process.env.BENCH_PARTS ?? 10);
const ROOM = '/bench-multipart';

/** Bytes of all blobs, and bytes that the server has handed to the kernel to be written, whatever for. */
function written({ pid, directory }: Service): { blobs: number; handed: number } {
  const entries = readdirSync(join(directory, 'blobs'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const handed = Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))?.[1]);
  return { blobs: files.reduce((sum, path) => sum + statSync(path).size, 0), handed };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number }> {
  const started = process.hrtime.bigint();
  const value = await work();
  return { value, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

export async function multipart(): Promise<void> {
  const service = await startService();
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(service.url + ROOM + path, { method, ...init });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return { text, headers: response.headers };
  };
  await service.put(ROOM, undefined, { 'x-oss-acl': 'public-read-write' });
  await ask('PUT', '/part', { body: Buffer.alloc(PART, 'tintype ') });
  const { text } = await ask('POST', '/whole?uploads');
  const uploadId = /<UploadId>([^<]+)/.exec(text)?.[1];
  const copies = await timed(async () => {
    const etags: string[] = [];
    for (let number = 1; number <= PARTS; number++) {
      const headers = { 'x-oss-copy-source': `${ROOM}/part` };
      const { headers: answered } = await ask('PUT', `/whole?partNumber=${number}&uploadId=${uploadId}`, { headers });
      etags.push(answered.get('etag') ?? '');
    }
    return etags;
  });
  const parts = copies.value.map((etag, n) => `<Part><PartNumber>${n + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
  const before = written(service);
  const completed = await timed(() => ask('POST', `/whole?uploadId=${uploadId}`, { body }));
  const after = written(service);
  const head = await fetch(`${service.url}${ROOM}/whole`, { method: 'HEAD' });
  const size = Number(head.headers.get('content-length'));
  if (size !== PART * PARTS) throw new Error(`the object has ${size} bytes`);
  console.log(`\nA multipart upload of ${PARTS} parts of ${mb(PART)}, ${(size / 2 ** 30).toFixed(2)} GiB together`);
  table(
    ['', 'time', 'blobs grew by', 'handed to the kernel'],
    [
      [`${PARTS} parts copied, after each other`, ms(copies.seconds), '', ''],
      [
        'CompleteMultipartUpload',
        ms(completed.seconds),
        `${after.blobs - before.blobs} bytes`,
        `${after.handed - before.handed} bytes`,
      ],
    ],
  );
  await service.stop();
}
