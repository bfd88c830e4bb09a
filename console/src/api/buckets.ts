import { type Acl, ossPath } from './oss';
import { getXml, send, textOf } from './request';

export interface Bucket {
  readonly name: string;
  readonly createdAt: Date;
}

export interface BucketFacts {
  readonly objects: number;
  readonly bytes: number;
  readonly uploads: number;
}

/** All of the account's that the key may see. */
export async function listBuckets(signal?: AbortSignal): Promise<readonly Bucket[]> {
  const buckets: Bucket[] = [];
  let marker = '';
  do {
    const page = await getXml(ossPath('', '', { 'max-keys': 1000, marker: marker || undefined }), signal);
    for (const element of page.querySelectorAll('Buckets > Bucket')) {
      buckets.push({ name: textOf(element, 'Name'), createdAt: new Date(textOf(element, 'CreationDate')) });
    }
    marker = textOf(page, 'IsTruncated') === 'true' ? textOf(page, 'NextMarker') : '';
  } while (marker !== '');
  return buckets;
}

export async function createBucket(name: string, acl: Acl): Promise<void> {
  await send(ossPath(name), { method: 'PUT', headers: { 'x-oss-acl': acl } });
}

export async function deleteBucket(name: string): Promise<void> {
  await send(ossPath(name), { method: 'DELETE' });
}

export async function bucketAcl(name: string, signal?: AbortSignal): Promise<Acl> {
  return textOf(await getXml(ossPath(name, '', { acl: '' }), signal), 'Grant') as Acl;
}

export async function setBucketAcl(name: string, acl: Acl): Promise<void> {
  await send(ossPath(name, '', { acl: '' }), { method: 'PUT', headers: { 'x-oss-acl': acl } });
}

/** Counted as it is asked for. */
export async function bucketFacts(name: string, signal?: AbortSignal): Promise<BucketFacts> {
  const xml = await getXml(ossPath(name, '', { stat: '' }), signal);
  const number = (element: string) => Number(textOf(xml, element));
  return { objects: number('ObjectCount'), bytes: number('Storage'), uploads: number('MultipartUploadCount') };
}
