/** The lifecycle rules of a bucket. */
import { type LifecycleRule, lifecycleRules, setLifecycleRules } from '../api/lifecycle';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { LifecycleRuleCard } from './lifecycle-rule-card';
import { LifecycleRuleForm } from './lifecycle-rule-form';
import { RuleList } from './rule-list';

/** Parts of uploads that were given up are of no use to anybody; whose files should go, nobody can guess. */
const TIDYING: LifecycleRule = {
  id: '',
  prefix: '',
  enabled: true,
  abort: { days: 7 },
  rest: '',
  tags: [],
  filtered: false,
};

export function Lifecycle({ bucket }: { readonly bucket: string }) {
  const { lifecycle: text } = useTexts();
  const loaded = useLoad(bucket, (signal) => lifecycleRules(bucket, signal));
  return (
    <RuleList
      texts={text}
      of={loaded}
      put={(rules) => setLifecycleRules(bucket, rules)}
      nameOf={({ id }) => text.rule(id)}
      newRule={() => TIDYING}
      Card={LifecycleRuleCard}
      Form={LifecycleRuleForm}
    />
  );
}
