/** The queries of channels. */

/** In one order, so that two who lock them do not wait for each other. */
export const LOCK_BUCKETS_OF = 'select name, channel from buckets where owner = :owner order by name for update';

export const SET_CHANNEL = 'update buckets set channel = :channel where name = :name';
