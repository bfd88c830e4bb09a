/**
 * Lets a group of the system into the stored bytes, or the originals kept of them, and into nothing else of the data
 * directory: it may pass through directories and read blobs, not list them, and not read the rows, keys or locks.
 */
import { chmodSync, chownSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files made in a directory of this mode belong to the directory's group. */
const BLOBS = 0o2710;
const PASSAGE = 0o710;
/** The group makes and removes files there. */
const SCRATCH = 0o730;

export interface Opened {
  readonly data: string;
  readonly originals: string;
  readonly scratch: string;
}

/**
 * Only for who may give files away (root). `originals`: the directory of blobs or of sources; `scratch`: where members
 * of the group put files. What was stored before is opened once, when the group of the blobs changes.
 * @returns false where a directory is open to another group, which is left as it is, and for a root that may give
 *   nothing away: in a container without CAP_CHOWN and CAP_FSETID, or on a file system of another machine
 */
export function openToGroup(opened: Opened, group: number): boolean {
  try {
    return giveAll(opened, group);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
    throw error;
  }
}

function giveAll({ data, originals, scratch }: Opened, group: number): boolean {
  if (![data, join(data, 'results')].every((directory) => passable(directory, group))) return false;
  give(scratch, group, SCRATCH);
  if (statSync(originals).gid === group) return true;
  for (const name of readdirSync(originals)) {
    const shard = join(originals, name);
    if (!statSync(shard).isDirectory()) {
      give(shard, group, 0o640);
      continue;
    }
    give(shard, group, BLOBS);
    for (const file of readdirSync(shard)) give(join(shard, file), group, 0o640);
  }
  // Last: it says that all the others are done.
  give(originals, group, BLOBS);
  return true;
}

function passable(directory: string, group: number): boolean {
  const { mode, gid } = statSync(directory);
  if ((mode & 0o001) !== 0 || (gid === group && (mode & 0o010) !== 0)) return true;
  if ((mode & 0o070) !== 0) return false;
  give(directory, group, (mode & 0o7777) | (PASSAGE & 0o070));
  return true;
}

function give(path: string, group: number, mode: number): void {
  const { uid, gid } = statSync(path);
  chownSync(path, uid, group);
  chmodSync(path, mode);
  if ((statSync(path).mode & 0o7777) === mode) return;
  // Without CAP_FSETID the system leaves set-group-ID out and says nothing: files made here would be shut.
  chownSync(path, uid, gid);
  throw Object.assign(new Error(`${path} cannot be opened to a group`), { code: 'EPERM' });
}
