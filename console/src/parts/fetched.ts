/** Pictures as the server sends them, as bytes: an <img> alone would not say how many, nor why there is none. */
import { useEffect, useState } from 'react';
import { send } from '../api/request';

export interface Fetched {
  readonly blob: Blob;
  /** Milliseconds on the server. */
  readonly took: number;
}

/** @param path below /api/oss @throws ApiError */
export async function fetched(path: string, signal: AbortSignal): Promise<Fetched> {
  const response = await send(path, { signal, headers: { accept: 'image/*' } });
  return { blob: await response.blob(), took: Number(response.headers.get('x-oss-server-time') ?? 0) };
}

/** An address of bytes in memory, given back when they are no longer shown. */
export function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (blob === undefined) {
      setUrl(undefined);
      return;
    }
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
