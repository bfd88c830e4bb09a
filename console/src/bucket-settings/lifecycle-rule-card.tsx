import { Tag } from 'antd';
import type { LifecycleRule, Lifetime } from '../api/lifecycle';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';
import { RuleActions } from './rule-actions';

export interface LifecycleRuleCardProps {
  readonly rule: LifecycleRule;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

export function LifecycleRuleCard({ rule, onEdit, onDelete }: LifecycleRuleCardProps) {
  const { lifecycle: text } = useTexts();
  const { id, prefix, enabled, expiration, abort, tags, filtered } = rule;
  return (
    <li className="setting-card">
      <div className="panel-head">
        <strong className="wrap">{id}</strong>
        <div className="panel-actions">
          <Tag color={enabled ? 'success' : 'default'}>{enabled ? text.enabled : text.disabled}</Tag>
          <RuleActions name={text.rule(id)} edit={text.editRule(id)} onEdit={onEdit} onDelete={onDelete} />
        </div>
      </div>
      <dl className="setting-facts">
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
      </dl>
    </li>
  );
}

function End({ of }: { readonly of: Lifetime | undefined }) {
  const { lifecycle: text } = useTexts();
  const format = useFormat();
  if (of === undefined) return <dd className="muted">{text.kinds.never}</dd>;
  return <dd>{'days' in of ? text.afterDays(format.number(of.days)) : text.beforeDate(of.date)}</dd>;
}
