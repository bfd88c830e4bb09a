import { Tag } from 'antd';
import type { LifecycleRule, Lifetime } from '../api/lifecycle';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';
import { RuleCard } from './rule-card';
import type { ListedRule } from './rule-list';

export function LifecycleRuleCard({ rule, onEdit, onDelete }: ListedRule<LifecycleRule>) {
  const { lifecycle: text } = useTexts();
  const { id, prefix, enabled, expiration, abort, tags, filtered } = rule;
  return (
    <RuleCard
      heading={id}
      name={text.rule(id)}
      edit={text.editRule(id)}
      onEdit={onEdit}
      onDelete={onDelete}
      more={<Tag color={enabled ? 'success' : 'default'}>{enabled ? text.enabled : text.disabled}</Tag>}
    >
      <dt>{text.prefix}</dt>
      <dd>{prefix === '' ? text.allFiles : <Tag className="mono wrap">{prefix}</Tag>}</dd>
      {(tags.length > 0 || filtered) && (
        <>
          <dt>{text.onlyThose}</dt>
          <dd>
            {tags.map((tag) => (
              <Tag key={tag} className="mono wrap">
                {tag}
              </Tag>
            ))}
            {filtered && <span>{text.filtered}</span>}
          </dd>
        </>
      )}
      <dt>{text.expiration}</dt>
      <End of={expiration} />
      <dt>{text.abort}</dt>
      <End of={abort} />
    </RuleCard>
  );
}

function End({ of }: { readonly of: Lifetime | undefined }) {
  const { lifecycle: text } = useTexts();
  const format = useFormat();
  if (of === undefined) return <dd className="muted">{text.kinds.never}</dd>;
  return <dd>{'days' in of ? text.afterDays(format.number(of.days)) : text.beforeDate(of.date)}</dd>;
}
