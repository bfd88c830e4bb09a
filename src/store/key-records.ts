/** Access keys as values, and what the store offers for them. The root key pair is none of them: it comes from outside. */

/** What a key may do of what its account may. */
export interface KeyLimits {
  /** It changes nothing, whatever an ACL opens to everybody. */
  readonly readOnly: boolean;
  /** Names of buckets, there or not yet: in all others the key is a stranger. Absent: every bucket of the account. */
  readonly buckets?: readonly string[];
}

/** A key that ends by itself, and that signs only beside its token. */
export interface Temporary {
  /** The id of the key that it stands for, the root key pair's too. It never may more than that one may at the time. */
  readonly of: string;
  readonly expiresAt: number;
}

export interface KeyRecord extends KeyLimits {
  readonly id: string;
  /** As it is: signatures are made with it (docs/decisions/0012). Shown to whoever created the key, and then no more. */
  readonly secret: string;
  readonly account: string;
  readonly enabled: boolean;
  /** Absent: it stays until it is deleted. */
  readonly temporary?: Temporary;
  /** Of a temporary key: random, shown once like the secret. */
  readonly token?: string;
  /** What it is for, in words. */
  readonly note?: string;
  /** Milliseconds since the epoch, like every time here. */
  readonly createdAt: number;
  /** Up to USE_STEP_MS earlier than the truth. */
  readonly lastUsedAt?: number;
}

/** Whoever shows keys is not given their secrets. */
export type ListedKey = Omit<KeyRecord, 'secret' | 'token'>;

export interface NewKey extends Partial<KeyLimits> {
  /** An account is there as soon as it has a key or a bucket. */
  readonly account: string;
  readonly note?: string;
}

export interface NewTemporaryKey extends NewKey {
  /** The id of the key that it stands for. */
  readonly of: string;
  /** For how long, in seconds: TEMPORARY_SECONDS. */
  readonly seconds: number;
}

/** A minute to a week: as long as a signed URL of V4 lives at most. */
export const TEMPORARY_SECONDS = { min: 60, max: 604_800 } as const;

/** So long is it known of an expired key that it has expired; then its row goes. */
export const EXPIRED_KEPT_MS = 86_400_000;

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
  /** Makes its token, too, and forgets those that expired long ago. Throws InvalidArgument. */
  createTemporary(key: NewTemporaryKey): Promise<KeyRecord>;
  find(id: string): Promise<KeyRecord | undefined>;
  /** In the order in which they were created; those of one account, where it is named. */
  list(account?: string): Promise<readonly ListedKey[]>;
  /** false: there is no such key. Throws InvalidArgument. */
  change(id: string, change: KeyChange): Promise<boolean>;
  /** With the temporary keys that stand for it. false: there was no such key. */
  delete(id: string): Promise<boolean>;
  /** Does nothing for a use that is written down already. */
  used(key: KeyRecord): Promise<void>;
}
