/** The CORS rules of a bucket: a list, and a dialog for one of them. */
import { useState } from 'react';
import { type CorsRule, type CorsRules, corsRules, setCorsRules } from '../api/cors';
import { useAskDelete } from '../parts/ask-delete';
import { useAttempt } from '../parts/failure';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';
import { CorsRuleCard } from './cors-rule-card';
import { CorsRuleForm } from './cors-rule-form';
import { RulePanel } from './rule-panel';

/** Of a new rule: any page may show and fetch what it may read anyway. */
const READING: CorsRule = { origins: ['*'], methods: ['GET', 'HEAD'], headers: ['*'], exposed: [], maxAgeSeconds: 600 };

export function Cors({ bucket }: { readonly bucket: string }) {
  const { settings: text } = useTexts();
  const loaded = useLoad(bucket, (signal) => corsRules(bucket, signal));
  /** The number of the rule; that of none is a new one. */
  const [open, setOpen] = useState<number>();
  const kept = loaded.value;
  const texts = {
    title: text.cors,
    about: text.corsAbout,
    add: text.addRule,
    none: text.noRules,
    noneAbout: text.noRulesAbout,
  };
  return (
    <>
      <RulePanel
        texts={texts}
        of={loaded}
        isEmpty={({ rules }) => rules.length === 0}
        onAdd={() => setOpen(kept?.rules.length)}
      >
        {(value) => <RuleList bucket={bucket} kept={value} onOpen={setOpen} onChanged={loaded.reload} />}
      </RulePanel>
      {kept !== undefined && open !== undefined && (
        <CorsRuleForm
          rule={kept.rules[open] ?? READING}
          number={kept.rules[open] === undefined ? undefined : open + 1}
          save={(rule) => setCorsRules(bucket, { ...kept, rules: kept.rules.toSpliced(open, 1, rule) })}
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
  readonly kept: CorsRules;
  readonly onOpen: (index: number) => void;
  readonly onChanged: () => void;
}

function RuleList({ bucket, kept, onOpen, onChanged }: RuleListProps) {
  const { common, settings: text } = useTexts();
  const askDelete = useAskDelete();
  const attempt = useAttempt();
  const put = async (rules: readonly CorsRule[], done: string) => {
    await attempt(() => setCorsRules(bucket, { ...kept, rules }), done);
    onChanged();
  };
  const remove = (index: number) =>
    askDelete({
      title: common.askDelete(text.rule(index + 1)),
      content: text.deleteRuleAbout,
      onOk: () => put(kept.rules.toSpliced(index, 1), text.ruleDeleted),
    });
  const raise = (index: number) => {
    const rule = kept.rules[index];
    if (rule !== undefined) void put(kept.rules.toSpliced(index, 1).toSpliced(index - 1, 0, rule), text.ruleMoved);
  };
  return (
    <ol className="setting-cards">
      {kept.rules.map((rule, index) => (
        <CorsRuleCard
          key={JSON.stringify([index, rule])}
          rule={rule}
          number={index + 1}
          onEdit={() => onOpen(index)}
          onDelete={() => remove(index)}
          {...(index > 0 && { onRaise: () => raise(index) })}
        />
      ))}
    </ol>
  );
}
