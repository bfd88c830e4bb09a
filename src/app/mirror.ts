/** What fetches missing objects, made of the configuration. */
import type { Config } from '../config.js';
import { Origin } from '../origin/origin.js';
import { Mirror } from '../oss/mirror/mirror.js';
import { type NamedOrigin, NamedOrigins } from '../oss/mirror/named-origins.js';
import { ROOT_ACCOUNT } from '../root-key.js';
import type { Store } from '../store/records.js';

export function newMirror(config: Config, store: Store): Mirror {
  const { allow, bytes, within } = config.mirror;
  const options = { allow, within };
  return new Mirror({ origin: new Origin(options), named: new NamedOrigins(namedOf(config), options), store, bytes });
}

export function namedOf({ mirror }: Config): readonly NamedOrigin[] {
  return mirror.origins.map((each) => ({ account: ROOT_ACCOUNT, ...each }));
}
