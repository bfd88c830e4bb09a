/** What fetches missing objects, made of the configuration. */
import type { Config } from '../config.js';
import { Origin } from '../origin/origin.js';
import { Mirror } from '../oss/mirror/mirror.js';
import { NamedOrigins } from '../oss/mirror/named-origins.js';
import { ROOT_ACCOUNT } from '../root-key.js';
import type { Store } from '../store/records.js';

export function newMirror(config: Config, store: Store): Mirror {
  const { allow, bytes, within, origins } = config.mirror;
  const options = { allow, within };
  const named = new NamedOrigins(origins, { ...options, account: ROOT_ACCOUNT });
  return new Mirror({ origin: new Origin(options), named, store, bytes });
}
