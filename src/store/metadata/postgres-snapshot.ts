/** What a statement of PostgreSQL sees: `xmin:xmax:xip,…`, the numbers of transactions, which have 64 bits. */

export interface Snapshot {
  readonly text: string;
  /** Those from this one on had not ended. */
  readonly next: string;
  /** Earlier ones that had not ended. */
  readonly underWay: readonly string[];
}

export function snapshotOf(text: string): Snapshot {
  const [, next = '', underWay = ''] = text.split(':');
  return { text, next, underWay: underWay === '' ? [] : underWay.split(',') };
}

/** Whether there may be a transaction before `xid` that it does not see. */
export function earlierThan({ next, underWay }: Snapshot, xid: string): boolean {
  return [next, ...underWay].some((each) => BigInt(each) < BigInt(xid));
}
