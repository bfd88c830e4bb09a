/** What is known of an object's bytes, kept in its row: of a picture or of a video, read once per version. */
import type { Facts } from '../../process/formats/facts.js';
import type { VideoFacts } from '../../process/video/facts.js';
import type { ObjectRecord, Store } from '../../store/records.js';

/** Of the rows' `facts`: raised when the readers learn to see more, so that older rows are read again. */
const FACTS_VERSION = 1;

export interface KeptFacts {
  readonly facts?: Facts;
  readonly video?: VideoFacts;
}

/** Rows are kept while they are what is stored; to parse them was a seventh of what a refusal takes in a rush. */
const parsedOnce = new WeakMap<ObjectRecord, KeptFacts>();

export function keptFacts(object: ObjectRecord): KeptFacts {
  let kept = parsedOnce.get(object);
  if (kept === undefined) {
    kept = parsed(object.facts);
    parsedOnce.set(object, kept);
  }
  return kept;
}

function parsed(facts: string | undefined): KeptFacts {
  const kept = facts === undefined ? undefined : (JSON.parse(facts) as KeptFacts & { readonly version: number });
  return kept?.version === FACTS_VERSION ? kept : {};
}

/** Nobody waits for this and nothing is lost when it fails: the next request reads them again. */
export function keepFacts(store: Store, object: ObjectRecord, known: KeptFacts): void {
  store.saveFacts(object, JSON.stringify({ version: FACTS_VERSION, ...known })).catch(() => {});
}
