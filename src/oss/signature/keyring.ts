/** The keys that sign: the root key pair, which is always there, and those of the store. */
import type { KeyPair } from '../../store/key-pair.js';
import type { KeyLimits, KeyRecord, KeyStore } from '../../store/key-records.js';
import type { Keyring, SigningKey } from './authenticate.js';

/** `account`: whom the root key pair belongs to. A key of the store with the id of the root key pair is never asked for. */
export function keyringOf(root: KeyPair, account: string, keys: KeyStore): Keyring {
  const found: SigningKey = { secret: root.accessKeySecret, account };
  return {
    async find(id) {
      if (id === root.accessKeyId) return found;
      const key = await keys.find(id);
      if (key?.temporary === undefined) return signingKey(key, keys);
      const { of } = key.temporary;
      return temporaryKey(key, of === root.accessKeyId ? found : await permanentKey(of, keys), keys);
    },
  };
}

/** None for a temporary one, which nobody stands for. */
async function permanentKey(id: string, keys: KeyStore) {
  const key = await keys.find(id);
  return key?.temporary === undefined ? signingKey(key, keys) : undefined;
}

/** It may what both may, as they are now; it is of the account that the other key is of. */
function temporaryKey(
  key: KeyRecord,
  other: SigningKey | 'disabled' | undefined,
  keys: KeyStore,
): SigningKey | 'disabled' | undefined {
  const own = signingKey(key, keys);
  if (other === undefined || own === undefined) return undefined;
  if (other === 'disabled' || own === 'disabled') return 'disabled';
  const { token, temporary } = key;
  if (token === undefined || temporary === undefined) return undefined;
  const limits = bothLimits(own.limits, other.limits);
  const { expiresAt } = temporary;
  return { ...own, account: other.account, ...(limits && { limits }), temporary: { token, expiresAt } };
}

function bothLimits(a: KeyLimits | undefined, b: KeyLimits | undefined): KeyLimits | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const buckets =
    a.buckets && b.buckets ? a.buckets.filter((name) => b.buckets?.includes(name)) : (a.buckets ?? b.buckets);
  return { readOnly: a.readOnly || b.readOnly, ...(buckets && { buckets }) };
}

function signingKey(key: KeyRecord | undefined, keys: KeyStore): SigningKey | 'disabled' | undefined {
  if (key === undefined) return undefined;
  if (!key.enabled) return 'disabled';
  const { secret, account, readOnly, buckets } = key;
  const limited = readOnly || buckets !== undefined;
  // A disk that is full keeps nobody from reading: the time of the last use is a convenience.
  const used = () => void keys.used(key).catch(() => {});
  return { secret, account, used, ...(limited && { limits: { readOnly, ...(buckets && { buckets }) } }) };
}
