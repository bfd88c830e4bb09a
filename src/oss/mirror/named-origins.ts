/** Private buckets of OSS and S3 that the operator has given names. A rule has the name; the key never leaves this room. */
import { Origin, type OriginOptions } from '../../origin/origin.js';
import { percentDecode } from '../percent.js';

export interface NamedOrigin {
  readonly name: string;
  readonly kind: 'oss' | 's3';
  /** URL without a path. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Absent, which S3 does not know: requests are signed with V1. */
  readonly region?: string;
  readonly pathStyle: boolean;
  readonly key: { readonly id: string; readonly secret: string };
  /** Addresses and CIDR blocks that it may have beside those that all origins may. */
  readonly allow: readonly string[];
  /** Who may name it: these buckets of this account. */
  readonly buckets: readonly string[];
  readonly account: string;
}

/** With what asks it, which lets it be where it may be and no other origin. */
export interface AskableOrigin extends NamedOrigin {
  readonly origin: Origin;
}

interface Naming {
  readonly name: string;
  readonly owner: string;
}

export class NamedOrigins {
  readonly #options: OriginOptions;
  #byName: ReadonlyMap<string, AskableOrigin>;

  /** @param options of all origins */
  constructor(origins: readonly NamedOrigin[], options: OriginOptions) {
    this.#options = options;
    this.#byName = this.#askable(origins);
  }

  /** What is asked from now on. */
  replace(origins: readonly NamedOrigin[]): void {
    this.#byName = this.#askable(origins);
  }

  /**
   * undefined: there is none of that name that this bucket may name. It opens what the key opens, so a bucket's name is
   * not enough: somebody else may have made it, after its owner took it away.
   */
  find(name: string, bucket: Naming): AskableOrigin | undefined {
    const found = this.#byName.get(name);
    return found?.account === bucket.owner && found.buckets.includes(bucket.name) ? found : undefined;
  }

  #askable(origins: readonly NamedOrigin[]): ReadonlyMap<string, AskableOrigin> {
    const { allow = [] } = this.#options;
    return new Map(
      origins.map((each) => {
        const origin = new Origin({ ...this.#options, allow: [...allow, ...each.allow] });
        return [each.name, { ...each, origin }];
      }),
    );
  }
}

export const NAMED_URL = 'origin://NAME/ of an origin that this bucket may name';

/**
 * The parts of `origin://NAME/FOLDER/`, the folder decoded; undefined for any other text. A folder with '.' or '..' between
 * slashes is none: URLs are walked.
 */
export function namedUrl(url: string): { readonly name: string; readonly folder: string } | undefined {
  const [, name = '', path = ''] = /^origin:\/\/([a-z0-9][a-z0-9-]{0,62})\/((?:[^?#\s]*\/)?)$/.exec(url) ?? [];
  const folder = percentDecode(path);
  if (name === '' || folder === undefined || folder.startsWith('/')) return undefined;
  return folder.split('/').some((part) => part === '.' || part === '..') ? undefined : { name, folder };
}
