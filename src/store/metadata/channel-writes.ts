/** Changes of how buckets answer on IMG domains, each inside the transaction of whoever calls. */
import { type ChannelRecord, type NewChannel, tooManyChannels } from '../channel-records.js';
import * as sql from './channel-sql.js';
import { lockedBucket, noSuchBucket } from './object-rows.js';
import { changed, rows, type Steps } from './steps.js';

interface OwnedBucket {
  readonly name: string;
  readonly channel: string | null;
}

export function* putChannel({ bucket, settings, at, most }: NewChannel): Steps<void> {
  const { owner, channel } = yield* lockedBucket(bucket);
  // All of them are locked, so that two buckets do not become the last one at once.
  const buckets = yield* rows<OwnedBucket>(sql.LOCK_BUCKETS_OF, { owner });
  const others = buckets.filter((each) => each.name !== bucket && each.channel !== null);
  if (others.length >= most) throw tooManyChannels(most);
  const record: ChannelRecord = { ...settings, createdAt: channel?.createdAt ?? at, modifiedAt: at };
  yield* changed(sql.SET_CHANNEL, { name: bucket, channel: JSON.stringify(record) });
}

export function* removeChannel({ bucket }: { readonly bucket: string }): Steps<void> {
  if ((yield* changed(sql.SET_CHANNEL, { name: bucket, channel: null })) === 0) throw noSuchBucket(bucket);
}
