/**
 * A file system that keeps the least it may: of a file the bytes that were flushed, of a directory the names that were
 * flushed. What a power cut leaves of a real one is that, or more.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Step } from './trace.js';

interface Inode {
  /** undefined: a directory. */
  bytes: Buffer | undefined;
  /** What is safe. A file whose bytes were never flushed is empty. */
  safe: Buffer;
  names: Map<string, Inode>;
  safeNames: Map<string, Inode>;
}

/** `flushed`: names as bytes. `all`: every name is there, as if its directory had been written meanwhile. */
export type Names = 'flushed' | 'all';

export class DurableTree {
  readonly #directory: string;
  readonly #root = directoryInode();
  /** Bytes of the files when a flush that is under way began, and names of directories. */
  readonly #flushing = new Map<string, { readonly bytes?: Buffer; readonly names: Map<string, Inode> }[]>();
  readonly #positions = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  take(step: Step): void {
    if (step.kind === 'answer') return;
    const { path } = step;
    if (step.kind === 'open') this.#open(path, step.creates, step.empties);
    else if (step.kind === 'mkdir') this.#add(path, directoryInode());
    else if (step.kind === 'unlink' || step.kind === 'rmdir') this.#namesAround(path).delete(basename(path));
    else if (step.kind === 'rename') this.#rename(path, step.to);
    else if (step.kind === 'write') this.#write(path, step.bytes, step.at);
    else if (step.kind === 'truncate') this.#resize(path, step.size);
    else if (step.kind === 'sync begins') this.#begin(path);
    else this.#end(path);
  }

  /** Makes the directory as a power cut of now would leave it. */
  writeTo(target: string, names: Names): void {
    write(this.#root, target, names);
  }

  #open(path: string, creates: boolean, empties: boolean): void {
    let inode = this.#find(path);
    if (inode === undefined && creates) {
      inode = { ...directoryInode(), bytes: Buffer.alloc(0) };
      this.#add(path, inode);
    }
    if (inode?.bytes === undefined) return;
    if (empties) inode.bytes = Buffer.alloc(0);
    this.#positions.set(path, inode.bytes.length);
  }

  #rename(path: string, to: string): void {
    const inode = this.#mustFind(path);
    this.#namesAround(path).delete(basename(path));
    this.#add(to, inode);
  }

  #write(path: string, bytes: Buffer, at = this.#positions.get(path) ?? 0): void {
    const inode = this.#mustFind(path);
    const before = inode.bytes ?? Buffer.alloc(0);
    const after = Buffer.alloc(Math.max(before.length, at + bytes.length));
    before.copy(after);
    bytes.copy(after, at);
    inode.bytes = after;
    this.#positions.set(path, at + bytes.length);
  }

  #resize(path: string, size: number): void {
    const inode = this.#mustFind(path);
    const after = Buffer.alloc(size);
    inode.bytes?.copy(after);
    inode.bytes = after;
  }

  #begin(path: string): void {
    const { bytes, names } = this.#mustFind(path);
    const one = { ...(bytes && { bytes: Buffer.from(bytes) }), names: new Map(names) };
    this.#flushing.set(path, [...(this.#flushing.get(path) ?? []), one]);
  }

  /** Two at once of one path: the one that began first is as much as is certain. */
  #end(path: string): void {
    const [first, ...others] = this.#flushing.get(path) ?? [];
    this.#flushing.set(path, others);
    const inode = this.#mustFind(path);
    if (first?.bytes) inode.safe = first.bytes;
    else if (first) inode.safeNames = first.names;
  }

  #add(path: string, inode: Inode): void {
    if (path !== this.#directory) this.#namesAround(path).set(basename(path), inode);
  }

  #namesAround(path: string): Map<string, Inode> {
    return this.#mustFind(dirname(path)).names;
  }

  #mustFind(path: string): Inode {
    const inode = this.#find(path);
    if (inode === undefined) throw new Error(`the trace speaks of ${path}, which nobody made`);
    return inode;
  }

  #find(path: string): Inode | undefined {
    const parts = path.slice(this.#directory.length).split('/').filter(Boolean);
    return parts.reduce<Inode | undefined>((inode, name) => inode?.names.get(name), this.#root);
  }
}

function directoryInode(): Inode {
  return { bytes: undefined, safe: Buffer.alloc(0), names: new Map(), safeNames: new Map() };
}

function write({ bytes, safe, names, safeNames }: Inode, target: string, kept: Names): void {
  if (bytes !== undefined) {
    writeFileSync(target, safe, { mode: 0o600 });
    return;
  }
  mkdirSync(target, { recursive: true, mode: 0o700 });
  for (const [name, inode] of kept === 'all' ? names : safeNames) write(inode, join(target, name), kept);
}
