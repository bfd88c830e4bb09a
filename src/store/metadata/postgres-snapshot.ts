/** What a statement of PostgreSQL sees: `xmin:xmax:xip,…`, the numbers of transactions, which have 64 bits. */

export interface Snapshot {
  readonly text: string;
  /** Those before this one had all ended. */
  readonly oldest: string;
  /** Those from this one on had not ended. */
  readonly next: string;
  /** Earlier ones that had not ended. */
  readonly underWay: readonly string[];
}

export function snapshotOf(text: string): Snapshot {
  const [oldest = '', next = '', underWay = ''] = text.split(':');
  return { text, oldest, next, underWay: underWay === '' ? [] : underWay.split(',') };
}

/** Whether there may be a transaction before `xid` that it does not see. */
export function earlierThan({ next, underWay }: Snapshot, xid: string): boolean {
  return [next, ...underWay].some((each) => BigInt(each) < BigInt(xid));
}

/** Whether the transaction had ended, so that all it did is seen. */
export function sees({ next, underWay }: Snapshot, xid: string): boolean {
  return BigInt(xid) < BigInt(next) && !underWay.includes(xid);
}

/** Whether that transaction and all that began before it had ended. */
export function seesAllUntil({ oldest }: Snapshot, xid: string): boolean {
  return BigInt(xid) < BigInt(oldest);
}
