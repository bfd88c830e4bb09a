/** The objects of an S3 bucket, page by page. */
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { percentDecode } from '../../oss/percent.js';
import { again } from '../again.js';
import { bareEtag, md5Of } from '../etags.js';
import { inOrder } from '../order.js';
import { type Listed, RemoteFailure } from '../place.js';
import { asked } from './client.js';

export interface S3Listing {
  readonly client: S3Client;
  readonly bucket: string;
  readonly prefix: string;
  /** Taken from the front of every key. */
  readonly strip: number;
  readonly signal: AbortSignal;
}

/** @throws RemoteFailure, also for a listing that is none */
export function listS3(listing: S3Listing): AsyncGenerator<Listed> {
  return inOrder(pages(listing));
}

async function* pages({ client, bucket, prefix, strip, signal }: S3Listing): AsyncGenerator<Listed> {
  let token: string | undefined;
  for (;;) {
    const from = token === undefined ? {} : { ContinuationToken: token };
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, EncodingType: 'url', ...from });
    const page = await again(() => asked(client.send(command, { abortSignal: signal })), signal);
    for (const { Key = '', Size = -1, ETag } of page.Contents ?? []) {
      // S3 writes blanks as plus signs there, and plus signs as %2B.
      const key = page.EncodingType === 'url' ? percentDecode(Key.replaceAll('+', ' ')) : Key;
      if (!key?.startsWith(prefix) || key === '') throw nonsense('it has a key that was not asked for');
      if (!Number.isSafeInteger(Size) || Size < 0) throw nonsense(`'${key}' has no size in it`);
      const etag = bareEtag(ETag);
      yield { key: key.slice(strip), size: Size, ...(etag !== '' && { etag }), ...md5Of(etag) };
    }
    if (!page.IsTruncated) return;
    const next = page.NextContinuationToken;
    if (next === undefined || next === token) throw nonsense('it does not say where its next page begins');
    if (!page.Contents?.length) throw nonsense('it has an empty page and says that more follow');
    token = next;
  }
}

function nonsense(what: string): RemoteFailure {
  return new RemoteFailure(`the listing cannot be trusted: ${what}`, 400);
}
