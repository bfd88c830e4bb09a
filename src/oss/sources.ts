/** The objects that a chain names beside the one it is about: the images of watermarks, of the same bucket. */
import { OssError } from '../errors.js';
import type { Plan } from '../process/plan.js';
import { watermarkError } from '../process/watermark/refusals.js';
import type { ObjectRecord } from '../store/records.js';
import { decide } from './access.js';
import type { Principal, Services } from './call.js';

/**
 * Their rows, in the order of plan.sources. `principal`: with whose rights they are read (behaviour D20).
 * @throws OssError 400 WatermarkError for an object that is missing or may not be read: nobody learns which
 */
export function sourceRows(
  { store, settings }: Services,
  { sources }: Plan,
  bucket: string,
  principal: Principal,
): Promise<readonly ObjectRecord[]> {
  const rowOf = async ({ key }: { readonly key: string }): Promise<ObjectRecord> => {
    try {
      const rows = await store.head(bucket, key);
      decide({ bucket, key, permission: 'read', via: 'direct' }, { principal, root: settings.account, ...rows });
      if (rows.object !== undefined) return rows.object;
    } catch (error) {
      if (!(error instanceof OssError) || error.status >= 500) throw error;
      throw unreadable(key, error);
    }
    throw unreadable(key);
  };
  return Promise.all(sources.map(rowOf));
}

function unreadable(key: string, cause?: OssError): OssError {
  return watermarkError(key, 'does not exist in this bucket, or may not be read.', { cause });
}
