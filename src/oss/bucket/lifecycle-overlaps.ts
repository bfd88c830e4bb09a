/** Rules that do the same to the same objects: refused as the vendor does, unless the request allows them. */
import { OssError, shortened } from '../../errors.js';
import type { LifecycleRule, LifecycleRules } from '../../store/lifecycle-records.js';

const ACTIONS = { expiration: 'Expiration', abort: 'AbortMultipartUpload' } as const;

/** @throws OssError 400 InvalidArgument in the vendor's words, which its clients compare; the fields name the prefixes */
export function refuseOverlaps(rules: LifecycleRules): void {
  for (const action of ['expiration', 'abort'] as const) {
    for (const alike of byTags(rules.filter((rule) => rule[action] !== undefined))) {
      const [one, other] = overlapOf(alike) ?? [];
      if (one === undefined || other === undefined) continue;
      throw new OssError('InvalidArgument', `Overlap for same action type ${ACTIONS[action]}`, {
        ec: '0014-00000084',
        fields: { Prefix: shortened(one), OverlappingPrefix: shortened(other) },
      });
    }
  }
}

/** What has other tags is not the same, and of several that fit an object the first to end counts. */
function byTags(rules: LifecycleRules): readonly (readonly LifecycleRule[])[] {
  const groups = new Map<string, LifecycleRule[]>();
  for (const rule of rules) {
    const name = JSON.stringify(
      [...rule.tags].sort((a, b) => (a.key < b.key ? -1 : 1)).map((tag) => [tag.key, tag.value]),
    );
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [rule]);
    else group.push(rule);
  }
  return [...groups.values()];
}

/** Everything between a prefix and one that begins with it begins with it too, so neighbours tell. */
function overlapOf(rules: readonly LifecycleRule[]): readonly [string, string] | undefined {
  const prefixes = rules.map(({ prefix }) => prefix).sort();
  for (const [n, prefix] of prefixes.entries()) {
    const next = prefixes[n + 1];
    if (next?.startsWith(prefix)) return [prefix, next];
  }
  return undefined;
}
