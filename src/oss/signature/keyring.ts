/** The keys that sign: the root key pair, which is always there, and those of the store. */
import type { KeyPair } from '../../store/key-pair.js';
import type { KeyRecord, KeyStore } from '../../store/key-records.js';
import type { Keyring, SigningKey } from './authenticate.js';

/** `account`: whom the root key pair belongs to. A key of the store with the id of the root key pair is never asked for. */
export function keyringOf(root: KeyPair, account: string, keys: KeyStore): Keyring {
  const found: SigningKey = { secret: root.accessKeySecret, account };
  return {
    find: async (id) => (id === root.accessKeyId ? found : signingKey(await keys.find(id), keys)),
  };
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
