/** What origins buckets may be filled from. */
import type { NamedOrigin } from '../oss/mirror/named-origin.js';
import { BYTES, count, NETWORK, PATH } from './kinds.js';
import { originsOf } from './origins.js';
import { many, one, optional, type SettingValues } from './settings.js';

export interface MirrorConfig {
  /** Addresses and CIDR blocks of origins that are not of the open internet. */
  readonly allow: readonly string[];
  /** Of the largest object. */
  readonly bytes: number;
  /** Milliseconds for one object. */
  readonly within: number;
  /** That rules may name. */
  readonly origins: readonly NamedOrigin[];
}

export const MIRROR_ROWS = {
  'mirror-allow': many(
    NETWORK,
    [],
    'address or block of origins that may be asked although it is not on the open internet',
  ),
  'mirror-bytes': one(BYTES, 1024 ** 3, 'largest object that is fetched', '1GB'),
  'mirror-seconds': one(count('n', 1, 3600), 300, 'time that one fetch may take'),
  'mirror-origins': optional(
    PATH,
    'JSON file of private buckets of OSS and S3 that rules may name, with their keys; nobody else may read it',
  ),
};

/** @throws ConfigError */
export function mirrorOf(values: SettingValues<typeof MIRROR_ROWS>): MirrorConfig {
  return Object.freeze({
    allow: Object.freeze([...values['mirror-allow']]),
    bytes: values['mirror-bytes'],
    within: values['mirror-seconds'] * 1000,
    origins: originsOf(values['mirror-origins'], values['mirror-allow']),
  });
}
