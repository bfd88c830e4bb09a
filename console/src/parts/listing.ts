/** What a folder holds, a page at a time. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type FileRow, listObjects } from '../api/objects';

/** A line of the list: a folder, by its whole prefix, or a file. */
export type Row =
  | { readonly id: string; readonly folder: string; readonly file?: never }
  | { readonly id: string; readonly file: FileRow; readonly folder?: never };

export interface Listing {
  readonly rows: readonly Row[];
  readonly loading: boolean;
  readonly error: unknown;
  loadMore(): void;
  reload(): void;
}

interface State {
  readonly rows: readonly Row[];
  readonly token?: string | undefined;
  readonly loading: boolean;
  readonly error?: unknown;
}

/**
 * The list before stays until the next one is there, as a page of a browser does.
 * @param prefix what the keys begin with; the part behind its last '/' is what is searched for
 */
export function useListing(bucket: string, prefix: string): Listing {
  const [state, setState] = useState<State>({ rows: [], loading: true });
  const controller = useRef<AbortController>(undefined);
  const load = useCallback(
    (before: readonly Row[], token: string | undefined) => {
      controller.current?.abort();
      const own = new AbortController();
      controller.current = own;
      setState((state) => ({ ...state, loading: true, error: undefined }));
      listObjects(bucket, { prefix, delimiter: '/', token }, own.signal).then(
        ({ folders, files, next }) => {
          const rows: Row[] = [
            ...folders.map((folder): Row => ({ id: folder, folder })),
            // The object that a folder was made with is the folder itself.
            ...files
              .filter(({ key }) => key !== prefix || !key.endsWith('/'))
              .map((file): Row => ({ id: file.key, file })),
          ];
          if (!own.signal.aborted) setState({ rows: [...before, ...rows], token: next, loading: false });
        },
        (error: unknown) => own.signal.aborted || setState({ rows: before, token, loading: false, error }),
      );
    },
    [bucket, prefix],
  );
  const reload = useCallback(() => load([], undefined), [load]);
  useEffect(() => {
    reload();
    return () => controller.current?.abort();
  }, [reload]);
  const { rows, token, loading, error } = state;
  const loadMore = useCallback(() => {
    if (token !== undefined && !loading) load(rows, token);
  }, [load, rows, token, loading]);
  return useMemo(() => ({ rows, loading, error, loadMore, reload }), [rows, loading, error, loadMore, reload]);
}

/** The folder that a prefix is in: 'a/b/' of 'a/b/c'. */
export function folderOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf('/') + 1);
}

/** The last part of a key or of a folder's prefix. */
export function nameOf(key: string): string {
  const whole = key.endsWith('/') ? key.slice(0, -1) : key;
  return key.slice(whole.lastIndexOf('/') + 1);
}
