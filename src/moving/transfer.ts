/** One object from its source to its target, streamed, and compared at both ends. */
import type { Readable } from 'node:stream';
import type { Crc64 } from '../store/blobs/crc64.js';
import { joinCrc64 } from '../store/blobs/crc64-join.js';
import { type Listed, Mismatch, type Opened, type Piece, type PutOptions, type Source, type Target } from './place.js';
import { type Announced, checkArrived, Verified } from './verified.js';

export interface Transfer {
  readonly source: Source;
  readonly target: Target;
  readonly crc64: Crc64;
  readonly options: PutOptions;
}

/** Bytes. Above them what fails on its way is not sent again from the beginning. */
const PARTS_ABOVE = 64 << 20;
const PART_BYTES = 32 << 20;
const MOST_PARTS = 10_000;

export async function transfer(object: Listed, way: Transfer): Promise<void> {
  const { source, target, options } = way;
  if (object.symlink && source.linkTarget && target.link) {
    return target.link(object.key, await source.linkTarget(object, options.signal), options);
  }
  const bytes = await partBytes(object, way);
  await (bytes === undefined ? whole(object, way) : inParts(object, bytes, way));
}

/** Undefined: in one request. An object whose ETag is its MD5 keeps it, and can be compared by it later. */
async function partBytes(object: Listed, { source, target, options }: Transfer): Promise<number | undefined> {
  const { size, md5 } = object;
  if (target.parts === undefined || size === 0) return undefined;
  const must = size > target.largestPut;
  const own = source.partSize && !md5 ? await source.partSize(object, options.signal) : undefined;
  if (own !== undefined && own > 0 && Math.ceil(size / own) <= MOST_PARTS && own <= target.largestPut) return own;
  if (!must && (size <= PARTS_ABOVE || (source.partSize && md5))) return undefined;
  return Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS));
}

async function whole(object: Listed, way: Transfer): Promise<void> {
  const { source, target, options } = way;
  const opened = await source.open(object, undefined, options.signal);
  const md5 = opened.digests.md5 ?? object.md5;
  // A symlink is as large as what it leads to, which no listing tells.
  const size = object.symlink ? (opened.size ?? object.size) : object.size;
  const announced = { size, md5, crc64: opened.digests.crc64 };
  const check = checked(opened, announced, way);
  const arrived = await finished(
    check,
    target.put(object.key, { body: check, size, md5 }, opened.description, options),
  );
  checkArrived(sentBy(check), arrived);
}

async function inParts(object: Listed, bytes: number, way: Transfer): Promise<void> {
  const { source, target, options } = way;
  const { signal } = options;
  const first = await source.open(object, pieceOf(object, bytes, 1), signal);
  const upload = await begin(object.key, first, target, options);
  try {
    const etags: string[] = [];
    const pieces: { crc64: string; size: number }[] = [];
    for (let number = 1; (number - 1) * bytes < object.size; number++) {
      const piece = pieceOf(object, bytes, number);
      const opened = number === 1 ? first : await source.open(object, piece, signal);
      const size = piece.end - piece.start + 1;
      const check = checked(opened, { size }, way);
      etags.push(await finished(check, upload.put(number, { body: check, size }, signal)));
      pieces.push({ crc64: sentBy(check).crc64, size });
    }
    const crc64 = joinCrc64(pieces);
    // Before they become an object.
    const { crc64: said } = first.digests;
    if (said !== undefined && said !== crc64) throw new Mismatch(`their CRC64 is ${crc64}, not ${said}`);
    const arrived = await upload.complete(etags, signal);
    if (arrived.crc64 !== undefined) checkArrived({ md5: '', crc64 }, { crc64: arrived.crc64 });
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

async function begin(key: string, first: Opened, target: Target, options: PutOptions) {
  try {
    const parts = await target.parts?.(key, first.description, options);
    if (parts === undefined) throw new Error('a target without parts');
    return parts;
  } catch (error) {
    first.body.destroy();
    throw error;
  }
}

function pieceOf({ size }: Listed, bytes: number, number: number): Piece {
  return { start: (number - 1) * bytes, end: Math.min(size, number * bytes) - 1 };
}

function checked({ body, size }: Opened, announced: Announced, { crc64 }: Transfer): Verified {
  const check = new Verified(announced, crc64);
  if (size !== undefined && size !== announced.size) {
    body.destroy();
    throw new Mismatch(`it has ${size} bytes now and not ${announced.size}; it has changed since it was listed`);
  }
  joined(body, check);
  return check;
}

/** stream.pipeline() would wait for the end of a body that nobody reads any more. */
function joined(body: Readable, check: Verified): void {
  // Whoever takes the bytes hears of it, too; when nobody does yet, it must not end the process.
  check.on('error', () => {});
  body.on('error', ({ message }) => check.destroy(new Mismatch(`the source broke off: ${message}`)));
  body.on('close', () => {
    if (!body.readableEnded) check.destroy(new Mismatch('the source broke off'));
  });
  check.on('close', () => body.destroy());
  body.pipe(check);
}

/** A target that refuses early leaves the rest unread; a source that fails is the cause, not what the target says then. */
async function finished<T>(check: Verified, arrived: Promise<T>): Promise<T> {
  try {
    return await arrived;
  } catch (error) {
    throw check.errored ?? error;
  } finally {
    check.destroy();
  }
}

function sentBy(check: Verified) {
  if (check.found === undefined) throw new Mismatch('the target took it before it had all bytes');
  return check.found;
}
