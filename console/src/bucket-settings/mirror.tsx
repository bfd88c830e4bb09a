/** The mirror rules of a bucket. */
import { type MirrorRule, mirrorRules, setMirrorRules } from '../api/mirror';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { MirrorRuleCard } from './mirror-rule-card';
import { MirrorRuleForm } from './mirror-rule-form';
import { RuleList } from './rule-list';

function newRule(others: readonly MirrorRule[]): MirrorRule {
  const number = Math.max(0, ...others.map((each) => each.number)) + 1;
  const switches = { followsRedirects: true, checksMd5: false, onHead: false };
  return { number, prefix: '', suffix: '', url: '', ...switches, passing: '', passesOn: false, rest: '' };
}

export function Mirror({ bucket }: { readonly bucket: string }) {
  const { mirror: text } = useTexts();
  const loaded = useLoad(bucket, (signal) => mirrorRules(bucket, signal));
  return (
    <RuleList
      texts={text}
      of={loaded}
      put={(rules) => setMirrorRules(bucket, rules)}
      nameOf={({ number }) => text.rule(number)}
      newRule={newRule}
      inOrder
      Card={MirrorRuleCard}
      Form={MirrorRuleForm}
    />
  );
}
