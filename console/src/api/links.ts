/** URLs of the data port, as they are handed to others. */
import { encodeKey, queryText } from './oss';
import { sendJson } from './request';

export interface Link {
  /** http://127.0.0.1:9000 */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  /** 'style/small'; absent: the file as it is. */
  readonly process?: string;
}

/** A week: the most that the server signs for. */
export const MOST_SECONDS = 604_800;

export function openUrl({ endpoint, bucket, key, process }: Link): string {
  const query = queryText({ 'x-oss-process': process });
  // These are as good in a query as they are, and easier to read.
  return `${endpoint}/${bucket}/${encodeKey(key)}${query.replaceAll('%2F', '/').replaceAll('%2C', ',')}`;
}

/** Signed with the key that is signed in; the secret stays on the server. */
export async function signedUrl(link: Link, seconds: number): Promise<string> {
  return (await sendJson<{ url: string }>('POST', '/api/sign', { ...link, seconds })).url;
}
