import { deleteObjects, keysUnder, PAGE } from '../api/objects';

/** Deletes files, and folders with all that is in them. `progress`: how many so far. */
export async function deleteAll(
  bucket: string,
  ids: readonly string[],
  progress: (deleted: number) => void,
): Promise<void> {
  let deleted = 0;
  const remove = async (keys: readonly string[]) => {
    await deleteObjects(bucket, keys);
    deleted += keys.length;
    progress(deleted);
  };
  const files = ids.filter((id) => !id.endsWith('/'));
  for (let from = 0; from < files.length; from += PAGE) await remove(files.slice(from, from + PAGE));
  for (const folder of ids.filter((id) => id.endsWith('/'))) {
    for await (const keys of keysUnder(bucket, folder)) await remove(keys);
  }
}
