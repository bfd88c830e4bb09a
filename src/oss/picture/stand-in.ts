/** Default404Pic: the picture that an IMG domain sends for one that is missing. */
import { OssError } from '../../errors.js';
import { changedRequest, type OssRequest, type OssResponse } from '../../http/message.js';
import { decide } from '../access.js';
import type { Call, Need } from '../call.js';
import { channelOn } from './channels.js';

/**
 * The call with that picture in place of the missing object, if there is one that the caller may read in the same way.
 * `needs`: those of the missing object, which were allowed. Undefined: the object is there, or nothing stands in for it.
 */
export async function standIn(call: Call, needs: readonly Need[]): Promise<Call | undefined> {
  const { target, bucket, object, services, principal } = call;
  const key = channelOn(bucket, target.dialect)?.missingPicture;
  if (object !== undefined || bucket === undefined || key === undefined) return undefined;
  const rows = await services.store.head(bucket.name, key);
  if (rows.object === undefined) return undefined;
  try {
    const facts = { principal, root: services.settings.account, asks: true, dialect: target.dialect, ...rows };
    for (const need of needs) decide({ ...need, key }, facts);
  } catch (error) {
    if (error instanceof OssError && error.status < 500) return undefined;
    throw error;
  }
  return { ...call, object: rows.object, request: unconditional(call.request) };
}

/** Conditions and ranges are of the picture that is missing. */
function unconditional(request: OssRequest): OssRequest {
  const kept = Object.entries(request.headers).filter(([name]) => name !== 'range' && !name.startsWith('if-'));
  return changedRequest(request, { headers: Object.fromEntries(kept) });
}

/** The picture is not the one that was asked for: 404, and no cache shall keep it in its place. */
export function asMissing({ headers, ...response }: OssResponse): OssResponse {
  const { expires: _, ...others } = headers;
  return { ...response, status: 404, headers: { ...others, 'cache-control': 'no-cache' } };
}
