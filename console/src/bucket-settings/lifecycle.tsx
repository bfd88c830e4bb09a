/** The lifecycle rules of a bucket: a list, and a dialog for one of them. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Empty } from 'antd';
import { useState } from 'react';
import { type LifecycleRule, lifecycleRules, setLifecycleRules } from '../api/lifecycle';
import { useSession } from '../frame/session';
import { useAttempt } from '../parts/failure';
import { useLoad } from '../parts/load';
import { WhenLoaded } from '../parts/loaded';
import { useTexts } from '../texts/texts';
import { LifecycleRuleCard } from './lifecycle-rule-card';
import { LifecycleRuleForm } from './lifecycle-rule-form';

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
  const { readOnly } = useSession();
  const loaded = useLoad(bucket, (signal) => lifecycleRules(bucket, signal));
  /** The number of the rule; that of none is a new one. */
  const [open, setOpen] = useState<number>();
  const kept = loaded.value;
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>{text.title}</h2>
        <Button
          icon={<PlusOutlined aria-hidden />}
          disabled={readOnly || kept === undefined}
          onClick={() => setOpen(kept?.length)}
        >
          {text.addRule}
        </Button>
      </div>
      <p className="muted">{text.about}</p>
      <WhenLoaded of={loaded}>
        {(rules) =>
          rules.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<strong>{text.noRules}</strong>}>
              <p className="muted empty-about">{text.noRulesAbout}</p>
            </Empty>
          ) : (
            <RuleList bucket={bucket} rules={rules} onOpen={setOpen} onChanged={loaded.reload} />
          )
        }
      </WhenLoaded>
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
    </section>
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
  const { modal } = App.useApp();
  const attempt = useAttempt();
  const remove = (index: number, id: string) =>
    modal.confirm({
      title: common.askDelete(text.rule(id)),
      content: text.deleteRuleAbout,
      okText: common.delete,
      cancelText: common.cancel,
      okButtonProps: { danger: true },
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
