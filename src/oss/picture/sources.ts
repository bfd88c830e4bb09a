/** The objects that a chain names beside the one it is about: the images of watermarks, of the same bucket. */
import { OssError } from '../../errors.js';
import type { Plan } from '../../process/plan.js';
import { watermarkError } from '../../process/watermark/refusals.js';
import type { ObjectRecord, Rows } from '../../store/records.js';
import { decide } from '../access.js';
import type { Call, Need, Principal } from '../call.js';
import { followed } from '../object/symlinks.js';

/**
 * Their rows, in the order of plan.sources. They are read with the caller's rights; `via` a style with those of the
 * bucket's owner, who wrote it (behaviour D20). What a symlink points to, the style does not name: where everybody may
 * write, a stranger could put one in the mark's place and see anything of the bucket in the next picture.
 * @throws OssError 400 WatermarkError for an object that is missing or may not be read: nobody learns which
 */
export function sourceRows(
  call: Call,
  { sources }: Plan,
  bucket: string,
  via: Need['via'],
): Promise<readonly ObjectRecord[]> {
  const { principal, services, target } = call;
  const { store, settings } = services;
  const rowOf = async ({ key }: { readonly key: string }): Promise<ObjectRecord> => {
    try {
      const rows = await store.head(bucket, key);
      const reader = via === 'style' ? ownerOf(rows) : principal;
      const facts = { principal: reader, root: settings.account, dialect: target.dialect, ...rows };
      decide({ bucket, key, permission: 'read', via: 'chain' }, facts);
      if (rows.object !== undefined) return await followed(call, rows.object, principal, 'chain');
    } catch (error) {
      if (!(error instanceof OssError) || error.status >= 500) throw error;
      throw unreadable(key, error);
    }
    throw unreadable(key);
  };
  return Promise.all(sources.map(rowOf));
}

function ownerOf({ bucket }: Rows): Principal {
  return bucket === undefined ? { kind: 'anonymous' } : { kind: 'account', account: bucket.owner, accessKeyId: '' };
}

function unreadable(key: string, cause?: OssError): OssError {
  return watermarkError(key, 'does not exist in this bucket, or may not be read.', { cause });
}
