/** Chains that were understood before: a warm URL is neither parsed nor written out as a key again. */
import { LRUCache } from 'lru-cache';
import type { Limits } from '../process/formats/limits.js';
import { type Plan, planKey, planOf } from '../process/plan.js';

export interface KnownPlan {
  readonly plan: Plan;
  /** planKey(plan). */
  readonly key: string;
}

/** Characters of chains kept; a stranger who sends new ones all day pushes out old ones and no more. */
const MOST_CHARACTERS = 2_000_000;
/** What a plan costs besides its text, in characters. */
const OVERHEAD = 500;

export class Plans {
  readonly #limits: Limits;
  readonly #known = new LRUCache<string, KnownPlan>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, chain) => chain.length + OVERHEAD,
  });

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @throws OssError 400 for a chain or a value that is not allowed */
  of(chain: string): KnownPlan {
    const known = this.#known.get(chain);
    if (known !== undefined) return known;
    const plan = planOf(chain, this.#limits);
    const made = { plan, key: planKey(plan) };
    this.#known.set(chain, made);
    return made;
  }
}
