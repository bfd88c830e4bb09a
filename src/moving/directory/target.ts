/** A directory as a target. What is said of the objects besides their bytes has no place in it. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Crc64 } from '../../store/blobs/crc64.js';
import { digestsOf } from '../../store/blobs/digests.js';
import {
  type Content,
  type Description,
  type Digests,
  type Finder,
  type Listed,
  type PutOptions,
  RemoteFailure,
  type Target,
} from '../place.js';
import { fileNameFault } from './file-names.js';

export class DirectoryTarget implements Target {
  readonly largestPut = Number.MAX_SAFE_INTEGER;
  readonly #root: string;
  readonly #crc64: Crc64;
  /** The last directory that was looked at: keys come in order, so most are in it. */
  #known: string | undefined;

  /** `root`: absolute; made with the first object. */
  constructor(root: string, crc64: Crc64) {
    this.#root = root;
    this.#crc64 = crc64;
  }

  finder(): Finder {
    return { find: async (key) => this.#find(key) };
  }

  async digests(key: string): Promise<Digests> {
    // A folder is an object without bytes.
    const body = isFolder(key) ? Readable.from([]) : createReadStream(this.#pathOf(key));
    return digestsOf(body, this.#crc64);
  }

  /** Under a name of its own until all bytes are there, so that no file is ever half of an object. */
  async put(key: string, content: Content, _description: Description, { keep, signal }: PutOptions): Promise<Digests> {
    if (isFolder(key) && content.size === 0) return this.#putFolder(key, content);
    const path = this.#pathOf(key);
    await this.#makeDirectory(dirname(path));
    const unfinished = join(this.#root, `.tintype-${randomBytes(8).toString('hex')}.part`);
    try {
      const file = await open(unfinished, 'wx');
      await pipeline(content.body, file.createWriteStream(), { signal });
      await (keep ? link(unfinished, path) : rename(unfinished, path));
    } catch (error) {
      throw refusal(error);
    } finally {
      await rm(unfinished, { force: true });
    }
    return {};
  }

  async #find(key: string): Promise<Listed | undefined> {
    const folder = isFolder(key);
    if (fileNameFault(folder ? key.slice(0, -1) : key) !== undefined) return undefined;
    const found = await lstat(join(this.#root, key)).catch(() => undefined);
    if (found === undefined || found.isDirectory() !== folder) return undefined;
    return { key, size: folder ? 0 : found.size };
  }

  /** 'photos/' without bytes is how a folder is kept in a bucket. */
  async #putFolder(key: string, { body }: Content): Promise<Digests> {
    for await (const _ of body);
    await this.#makeDirectory(this.#pathOf(key.slice(0, -1)));
    return {};
  }

  #pathOf(key: string): string {
    const fault = fileNameFault(key);
    if (fault !== undefined) throw new RemoteFailure(`it cannot be a file: ${fault}`, 400);
    return join(this.#root, key);
  }

  /** From the top, one by one: a symlink on the way would lead out of the directory. */
  async #makeDirectory(path: string): Promise<void> {
    if (path === this.#known) return;
    try {
      await mkdir(this.#root, { recursive: true });
      let each = this.#root;
      for (const name of path.slice(this.#root.length).split(sep).filter(Boolean)) {
        each = join(each, name);
        await mkdir(each).catch(unlessThere);
        if (!(await lstat(each)).isDirectory())
          throw new RemoteFailure(`it cannot be a file: ${each} is no directory`, 400);
      }
    } catch (error) {
      throw refusal(error);
    }
    this.#known = path;
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function isFolder(key: string): boolean {
  return key.endsWith('/');
}

function refusal(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof RemoteFailure || code === undefined) return error;
  const why: Readonly<Record<string, string>> = {
    EEXIST: 'there is a file in the place of a directory, or one of that name',
    ENOTDIR: 'there is a file in the place of a directory',
    EISDIR: 'there is a directory of that name',
    ENOTEMPTY: 'there is a directory of that name',
    ENAMETOOLONG: 'its name is too long',
    ENOSPC: 'the disk is full',
  };
  return new RemoteFailure(`it cannot be a file: ${why[code] ?? code}`, 400, code);
}
