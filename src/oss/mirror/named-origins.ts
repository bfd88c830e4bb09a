/** The private buckets that the operator has named, and who may name them. A rule has the name; the key never leaves this room. */
import { Origin, type OriginOptions } from '../../origin/origin.js';
import type { NamedOrigin } from './named-origin.js';

/** With what asks it, which lets it be where it may be and no other origin. */
export interface AskableOrigin extends NamedOrigin {
  readonly origin: Origin;
}

export interface NamedOriginsOptions extends OriginOptions {
  /** The root account, of an origin that names none. */
  readonly account: string;
}

interface Naming {
  readonly name: string;
  readonly owner: string;
}

export class NamedOrigins {
  readonly #options: NamedOriginsOptions;
  #byName: ReadonlyMap<string, AskableOrigin>;

  /** @param options of all origins */
  constructor(origins: readonly NamedOrigin[], options: NamedOriginsOptions) {
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
    if (found === undefined || !found.buckets.includes(bucket.name)) return undefined;
    return (found.account ?? this.#options.account) === bucket.owner ? found : undefined;
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
