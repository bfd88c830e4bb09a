/** The lifecycle rules of a bucket: a list, and a dialog for one of them. */
import { useState } from 'react';
import { type LifecycleRule, lifecycleRules, setLifecycleRules } from '../api/lifecycle';
import { useAskDelete } from '../parts/ask-delete';
import { useAttempt } from '../parts/failure';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { LifecycleRuleCard } from './lifecycle-rule-card';
import { LifecycleRuleForm } from './lifecycle-rule-form';
import { RulePanel } from './rule-panel';

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
  /** The number of the rule; that of none is a new one. */
  const [open, setOpen] = useState<number>();
  const kept = loaded.value;
  const texts = {
    title: text.title,
    about: text.about,
    add: text.addRule,
    none: text.noRules,
    noneAbout: text.noRulesAbout,
  };
  return (
    <>
      <RulePanel texts={texts} of={loaded} isEmpty={(rules) => rules.length === 0} onAdd={() => setOpen(kept?.length)}>
        {(rules) => <RuleList bucket={bucket} rules={rules} onOpen={setOpen} onChanged={loaded.reload} />}
      </RulePanel>
      {kept !== undefined && open !== undefined && (
        <LifecycleRuleForm
          rule={kept[open] ?? TIDYING}
          isNew={kept[open] === undefined}
          save={(rule) => setLifecycleRules(bucket, kept.toSpliced(open, 1, rule))}
          onSaved={() => {
            setOpen(undefined);
            loaded.reload();
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}

interface RuleListProps {
  readonly bucket: string;
  readonly rules: readonly LifecycleRule[];
  readonly onOpen: (index: number) => void;
  readonly onChanged: () => void;
}

function RuleList({ bucket, rules, onOpen, onChanged }: RuleListProps) {
  const { common, lifecycle: text } = useTexts();
  const askDelete = useAskDelete();
  const attempt = useAttempt();
  const remove = (index: number, id: string) =>
    askDelete({
      title: common.askDelete(text.rule(id)),
      content: text.deleteRuleAbout,
      onOk: async () => {
        await attempt(() => setLifecycleRules(bucket, rules.toSpliced(index, 1)), text.ruleDeleted);
        onChanged();
      },
    });
  return (
    <ul className="setting-cards">
      {rules.map((rule, index) => (
        <LifecycleRuleCard
          key={rule.id}
          rule={rule}
          onEdit={() => onOpen(index)}
          onDelete={() => remove(index, rule.id)}
        />
      ))}
    </ul>
  );
}
