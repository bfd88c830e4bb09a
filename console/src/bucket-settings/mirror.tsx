/** The mirror rules of a bucket: a list, and a dialog for one of them. */
import { useState } from 'react';
import { type MirrorRule, mirrorRules, setMirrorRules } from '../api/mirror';
import { useAskDelete } from '../parts/ask-delete';
import { useAttempt } from '../parts/failure';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { MirrorRuleCard } from './mirror-rule-card';
import { MirrorRuleForm } from './mirror-rule-form';
import { RulePanel } from './rule-panel';

function newRule(others: readonly MirrorRule[]): MirrorRule {
  const number = Math.max(0, ...others.map((each) => each.number)) + 1;
  const switches = { followsRedirects: true, checksMd5: false, onHead: false };
  return { number, prefix: '', suffix: '', url: '', ...switches, passing: '', passesOn: false, rest: '' };
}

export function Mirror({ bucket }: { readonly bucket: string }) {
  const { mirror: text } = useTexts();
  const loaded = useLoad(bucket, (signal) => mirrorRules(bucket, signal));
  /** The place of the rule in the list; that of none is a new one. */
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
        <MirrorRuleForm
          rule={kept[open] ?? newRule(kept)}
          isNew={kept[open] === undefined}
          save={(rule) => setMirrorRules(bucket, kept.toSpliced(open, 1, rule))}
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
  readonly rules: readonly MirrorRule[];
  readonly onOpen: (index: number) => void;
  readonly onChanged: () => void;
}

function RuleList({ bucket, rules, onOpen, onChanged }: RuleListProps) {
  const { common, mirror: text } = useTexts();
  const askDelete = useAskDelete();
  const attempt = useAttempt();
  const remove = (index: number, number: number) =>
    askDelete({
      title: common.askDelete(text.rule(number)),
      content: text.deleteRuleAbout,
      onOk: async () => {
        await attempt(() => setMirrorRules(bucket, rules.toSpliced(index, 1)), text.ruleDeleted);
        onChanged();
      },
    });
  return (
    <ol className="setting-cards">
      {rules.map((rule, index) => (
        <MirrorRuleCard
          key={rule.number}
          rule={rule}
          onEdit={() => onOpen(index)}
          onDelete={() => remove(index, rule.number)}
        />
      ))}
    </ol>
  );
}
