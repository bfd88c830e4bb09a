/** Access keys as values, and what the store offers for them. The root key pair is none of them: it comes from outside. */

/** What a key may do of what its account may. */
export interface KeyLimits {
  /** It changes nothing, whatever an ACL opens to everybody. */
  readonly readOnly: boolean;
  /** Names of buckets, there or not yet: in all others the key is a stranger. Absent: every bucket of the account. */
  readonly buckets?: readonly string[];
}

export interface KeyRecord extends KeyLimits {
  readonly id: string;
  /** As it is: signatures are made with it (docs/decisions/0012). Shown to whoever created the key, and then no more. */
  readonly secret: string;
  readonly account: string;
  readonly enabled: boolean;
  /** What it is for, in words. */
  readonly note?: string;
  /** Milliseconds since the epoch, like every time here. */
  readonly createdAt: number;
  /** Up to USE_STEP_MS earlier than the truth. */
  readonly lastUsedAt?: number;
}

/** Whoever shows keys is not given their secrets. */
export type ListedKey = Omit<KeyRecord, 'secret'>;

export interface NewKey extends Partial<KeyLimits> {
  /** An account is there as soon as it has a key or a bucket. */
  readonly account: string;
  readonly note?: string;
}

/** Absent: as it was. */
export interface KeyChange {
  readonly enabled?: boolean;
  readonly readOnly?: boolean;
  readonly buckets?: readonly string[] | 'all';
}

/** Uses are written down this far apart, so that a busy key costs no write per request. */
export const USE_STEP_MS = 600_000;

/** Every change holds for the next request that is signed, also when another process made it. */
export interface KeyStore {
  /** Makes its id and its secret. Throws InvalidArgument. */
  create(key: NewKey): Promise<KeyRecord>;
  find(id: string): Promise<KeyRecord | undefined>;
  /** In the order in which they were created; those of one account, where it is named. */
  list(account?: string): Promise<readonly ListedKey[]>;
  /** false: there is no such key. Throws InvalidArgument. */
  change(id: string, change: KeyChange): Promise<boolean>;
  /** false: there was no such key. */
  delete(id: string): Promise<boolean>;
  /** Does nothing for a use that is written down already. */
  used(key: KeyRecord): Promise<void>;
}
