/** Answers that a page of another origin may read: the CORS headers of a bucket, on whatever the answer is. */
import { OssError } from '../errors.js';
import { toOssError } from '../http/error-response.js';
import type { OssRequest, OssResponse } from '../http/message.js';
import type { BucketRecord, Store } from '../store/records.js';
import { sharingHeaders } from './bucket/cors.js';
import type { Target } from './target.js';

/** What is known of a request so far, for whoever answers when it fails. */
export interface Trail {
  target?: Target;
  bucket?: BucketRecord;
}

/** `answer` fills the trail as it goes. Rejects with the same error, with headers where the bucket has rules. */
export async function shared(
  store: Store,
  request: OssRequest,
  answer: (trail: Trail) => Promise<OssResponse>,
): Promise<OssResponse> {
  const trail: Trail = {};
  try {
    const response = await answer(trail);
    // A preflight has its own.
    if (trail.bucket?.cors === undefined || request.method === 'OPTIONS') return response;
    return { ...response, headers: { ...response.headers, ...sharingHeaders(request, trail.bucket.cors) } };
  } catch (error) {
    throw await sharedError(store, request, trail, error);
  }
}

/** A page that may read the answer may read why it got none; a failure before the bucket was looked up, too. */
async function sharedError(store: Store, request: OssRequest, { target, bucket }: Trail, error: unknown) {
  const name = request.headers.origin === undefined ? undefined : target?.bucket;
  const found = bucket ?? (name === undefined ? undefined : await store.bucket(name).catch(() => undefined));
  // What follows from a client that left is told apart by what it is.
  if (found?.cors === undefined || (!(error instanceof OssError) && request.signal.aborted)) return error;
  return toOssError(error).withHeaders(sharingHeaders(request, found.cors));
}
