/** Chains that were understood before: a warm URL is neither parsed nor written out as a key again. */
import { LRUCache } from 'lru-cache';
import type { Limits } from '../../process/formats/limits.js';
import { type OldDefaults, oldPlanOf } from '../../process/legacy.js';
import { type Plan, planKey, planOf } from '../../process/plan.js';

export interface KnownPlan {
  readonly plan: Plan;
  /** planKey(plan). */
  readonly key: string;
}

/** Characters of chains kept; a stranger who sends new ones all day pushes out old ones and no more. */
const MOST_CHARACTERS = 1_000_000;
/** What a plan costs besides its text, in characters. */
const OVERHEAD = 500;

export class Plans {
  readonly #limits: Limits;
  readonly #known = new LRUCache<string, KnownPlan>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, text) => text.length + OVERHEAD,
  });

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @throws OssError 400 for a chain or a value that is not allowed */
  of(chain: string): KnownPlan {
    return this.#knownAs(chain, () => planOf(chain, this.#limits));
  }

  /** Of the old syntax: what stands behind the '@'. @throws OssError 400 */
  ofOld(text: string, defaults: OldDefaults): KnownPlan {
    // No chain has U+0000 in it.
    return this.#knownAs(`\0${defaults.format}\0${text}`, () => oldPlanOf(text, this.#limits, defaults));
  }

  #knownAs(text: string, plan: () => Plan): KnownPlan {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const understood = plan();
    const made = { plan: understood, key: planKey(understood) };
    this.#known.set(text, made);
    return made;
  }
}
