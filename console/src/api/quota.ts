/** How much a bucket may hold. The API counts in gigabytes of 2^30 bytes. */
import { ossPath } from './oss';
import { escapeXml, getXml, send, textOf } from './request';

export const GIGABYTE = 1024 ** 3;
const UNLIMITED = -1;
const QUERY = { qos: '' } as const;

/** In gigabytes; undefined: any number. */
export async function bucketQuota(bucket: string, signal?: AbortSignal): Promise<number | undefined> {
  const gigabytes = Number(textOf(await getXml(ossPath(bucket, '', QUERY), signal), 'StorageCapacity'));
  return gigabytes === UNLIMITED ? undefined : gigabytes;
}

export async function setBucketQuota(bucket: string, gigabytes: number | undefined): Promise<void> {
  const capacity = escapeXml(String(gigabytes ?? UNLIMITED));
  const body = `<BucketUserQos><StorageCapacity>${capacity}</StorageCapacity></BucketUserQos>`;
  await send(ossPath(bucket, '', QUERY), { method: 'PUT', body });
}
