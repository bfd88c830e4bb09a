/** A directory as a source. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import mime from 'mime';
import type { Crc64 } from '../../store/blobs/crc64.js';
import { digestsOf } from '../../store/blobs/digests.js';
import {
  type Digests,
  type Listed,
  type Opened,
  type Piece,
  RemoteFailure,
  type Source,
  type Unreadable,
} from '../place.js';
import { pathOf, walk } from './walk.js';

export class DirectorySource implements Source {
  readonly #root: string;
  readonly #prefix: string;
  readonly #crc64: Crc64;

  constructor(root: string, prefix: string, crc64: Crc64) {
    this.#root = root;
    this.#prefix = prefix;
    this.#crc64 = crc64;
  }

  list(): AsyncIterable<Listed | Unreadable> {
    return walk(this.#root, this.#prefix);
  }

  async digests({ key }: Listed): Promise<Digests> {
    const file = await openFile(pathOf(this.#root, key));
    return digestsOf(file.createReadStream(), this.#crc64);
  }

  async open({ key, size }: Listed, piece: Piece | undefined): Promise<Opened> {
    const file = await openFile(pathOf(this.#root, key));
    const stat = await file.stat();
    const type = mime.getType(key) ?? 'application/octet-stream';
    // Up to the end that was listed: a file that grows is not followed.
    const { start, end } = piece ?? { start: 0, end: size - 1 };
    const body = file.createReadStream(size === 0 ? {} : { start, end });
    const length = Math.min(stat.size, end + 1) - start;
    return {
      body,
      size: size === 0 ? stat.size : length,
      digests: {},
      description: { headers: { 'content-type': type } },
    };
  }
}

/** Neither a symlink that has taken the file's place meanwhile nor a pipe, which would be waited for. */
async function openFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(
    (error) => {
      throw new RemoteFailure(`it cannot be opened (${(error as NodeJS.ErrnoException).code})`, 400);
    },
  );
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new RemoteFailure('it is no file', 400);
}
