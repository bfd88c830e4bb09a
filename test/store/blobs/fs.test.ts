import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FsBlobStore } from '#src/store/blobs/fs.js';
import { storageFailure } from '#src/store/storage-failure.js';
import { bodyOf, bytes, chunked, collect, failing, md5Of } from '../../contract/bodies.js';
import { fileNames } from '../file-names.js';

let root: string;
let blobs: FsBlobStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tintype-blobs-'));
  blobs = await FsBlobStore.open(root);
});
afterEach(() => rm(root, { recursive: true }));

describe('a written blob', () => {
  test('is one file of its bytes, for its owner only, named by its id', async () => {
    const all = bytes(100_000);
    const blob = await blobs.write(chunked(all));
    expect(blob).toMatchObject({ size: 100_000, md5: md5Of(all) });
    const path = blobs.path(blob.id);
    expect(path).toBe(join(root, blob.id.slice(0, 2), blob.id));
    expect((await readFile(path)).equals(all)).toBe(true);
    // Others get no further than the directory; a group that is let in (group-access.ts) reads the file.
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await fileNames(root)).toEqual([blob.id]);
  });

  test('of more than one flush', async () => {
    const megabyte = bytes(1 << 20);
    const blob = await blobs.write(Readable.from(Array.from({ length: 130 }, () => megabyte)));
    expect(blob.size).toBe(130 << 20);
    expect((await stat(blobs.path(blob.id))).size).toBe(130 << 20);
  });

  test('that was refused leaves no file', async () => {
    await expect(blobs.write(bodyOf('short'), { size: 10 })).rejects.toMatchObject({ code: 'IncompleteBody' });
    await expect(blobs.write(bodyOf('other'), { md5: md5Of('bytes') })).rejects.toMatchObject({
      code: 'InvalidDigest',
    });
    await expect(blobs.write(failing(new Error('gone'), 'half'))).rejects.toMatchObject({ code: 'IncompleteBody' });
    expect(await fileNames(root)).toEqual([]);
  });
});

describe('a disk that is full', () => {
  /** The shell's limit on file sizes is the one full disk that needs no rights; its signal is ignored as servers do. */
  test('is a 503, leaves no file, and the process goes on', async () => {
    const script = `
      import { FsBlobStore } from ${JSON.stringify(import.meta.resolve('#src/store/blobs/fs.js'))};
      import { Readable } from 'node:stream';
      const blobs = await FsBlobStore.open(${JSON.stringify(root)});
      const body = (megabytes) => Readable.from(Array.from({ length: megabytes }, () => Buffer.alloc(1 << 20)));
      const large = await blobs.write(body(8)).catch((error) => error);
      const small = await blobs.write(body(1));
      console.log(JSON.stringify({ code: large.code, status: large.status, cause: large.cause?.code, small: small.id }));`;
    const shell = `trap '' XFSZ; ulimit -f 4096; exec "$0" --input-type=module -e "$1"`;
    const child = spawn('sh', ['-c', shell, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = await Promise.all([collect(child.stdout), once(child, 'close')]);
    const { small, ...large } = JSON.parse(String(output));
    expect(large).toEqual({ code: 'ServiceUnavailable', status: 503, cause: 'EFBIG' });
    expect(await fileNames(root)).toEqual([small]);
  });

  test('says so in every way a disk can', async () => {
    const full = await writeFile('/dev/full', 'x').catch((error) => error);
    expect(storageFailure(full)).toMatchObject({ code: 'ServiceUnavailable', cause: full });
    const other = Object.assign(new Error('I/O error'), { code: 'EIO' });
    expect(storageFailure(other)).toBe(other);
    // SQLITE_BUSY_RECOVERY: somebody else has the database.
    expect(storageFailure({ errcode: 261 })).toMatchObject({ code: 'ServiceUnavailable', status: 503 });
  });
});

describe('reading', () => {
  test('a file that was cut short fails, and does not end early', async () => {
    const { id } = await blobs.write(chunked(bytes(600_000)));
    await truncate(blobs.path(id), 400_000);
    const stream = await blobs.read(id, { start: 0, end: 599_999 });
    await expect(collect(stream)).rejects.toThrow('ends at 400000, before 600000');
  });

  test('a blob that is not there fails before the first byte', async () => {
    await expect(blobs.read('0'.repeat(32), { start: 0, end: 1 })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('goes no faster than its reader', async () => {
    const { id } = await blobs.write(chunked(bytes(3_000_000)));
    const stream = await blobs.read(id, { start: 0, end: 2_999_999 });
    stream.once('readable', () => {});
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(stream.readableLength).toBeLessThanOrEqual(512 << 10);
    stream.destroy();
  });

  test.each(['../../../etc/passwd', '', 'AB'.repeat(16), '0'.repeat(31), `${'0'.repeat(31)}/`])('id %j', (id) => {
    expect(() => blobs.path(id)).toThrow('not a blob id');
  });
});

describe('housekeeping', () => {
  test('list gives every blob and nothing else', async () => {
    const written = await Promise.all(Array.from({ length: 20 }, (_, n) => blobs.write(bodyOf(`${n}`))));
    await writeFile(join(root, '00', 'lost+found'), '');
    await writeFile(join(root, '00', 'ff'.repeat(16)), '');
    const listed: string[] = [];
    for await (const page of blobs.list(2)) listed.push(...page);
    expect(listed.sort()).toEqual(written.map(({ id }) => id).sort());
  });

  test('remove, also what is gone', async () => {
    const { id } = await blobs.write(bodyOf('x'));
    await blobs.remove([id, '0'.repeat(32)]);
    expect(await fileNames(root)).toEqual([]);
    expect(await blobs.modifiedAt(id)).toBeUndefined();
  });

  test('modifiedAt is when bytes came last', async () => {
    const { id } = await blobs.write(bodyOf('x'));
    await utimes(blobs.path(id), 1000, 1000);
    expect(await blobs.modifiedAt(id)).toBe(1_000_000);
  });
});
