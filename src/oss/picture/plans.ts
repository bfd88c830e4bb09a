/** Chains that were understood before: a warm URL is neither parsed nor written out as a key again. */
import type { Limits } from '../../process/formats/limits.js';
import { type OldDefaults, oldPlanOf } from '../../process/legacy.js';
import { type Plan, planKey, planOf } from '../../process/plan.js';
import { Recurring } from '../recurring.js';

export interface KnownPlan {
  readonly plan: Plan;
  /** planKey(plan). */
  readonly key: string;
}

/** Characters. A stranger who sends new ones all day pushes out old ones and no more. */
const CAPACITY = 1_000_000;
/** What a plan costs besides its text. */
const OVERHEAD = 500;

export class Plans {
  readonly #limits: Limits;
  readonly #known = new Recurring<KnownPlan>({ capacity: CAPACITY, overhead: OVERHEAD });

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** @throws OssError 400 for a chain or a value that is not allowed */
  of(chain: string): KnownPlan {
    return this.#knownAs(chain, (own) => planOf(own, this.#limits));
  }

  /** Of the old syntax: what stands behind the '@'. @throws OssError 400 */
  ofOld(text: string, defaults: OldDefaults): KnownPlan {
    // No chain has U+0000 in it.
    const before = `\0${defaults.format}\0`;
    return this.#knownAs(before + text, (own) => oldPlanOf(own.slice(before.length), this.#limits, defaults));
  }

  #knownAs(text: string, plan: (text: string) => Plan): KnownPlan {
    return this.#known.of(text, (own) => {
      const understood = plan(own);
      return { plan: understood, key: planKey(understood) };
    });
  }
}
