import { ArrowUpOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import type { CorsRule } from '../api/cors';
import { useSession } from '../frame/session';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';
import { RuleActions } from './rule-actions';

export interface CorsRuleCardProps {
  readonly rule: CorsRule;
  /** From 1. */
  readonly number: number;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  /** Absent: it is the first. */
  readonly onRaise?: () => void;
}

export function CorsRuleCard({ rule, number, onEdit, onDelete, onRaise }: CorsRuleCardProps) {
  const { settings: text } = useTexts();
  const { readOnly } = useSession();
  const format = useFormat();
  const { maxAgeSeconds } = rule;
  return (
    <li className="setting-card">
      <div className="panel-head">
        <strong>{text.rule(number)}</strong>
        <div className="panel-actions">
          {onRaise && (
            <Button
              size="small"
              icon={<ArrowUpOutlined aria-hidden />}
              disabled={readOnly}
              aria-label={text.raiseRule(number)}
              title={text.raiseRule(number)}
              onClick={onRaise}
            />
          )}
          <RuleActions name={text.rule(number)} edit={text.editRule(number)} onEdit={onEdit} onDelete={onDelete} />
        </div>
      </div>
      <dl className="setting-facts">
        <dt>{text.origins}</dt>
        <Tags values={rule.origins} />
        <dt>{text.methods}</dt>
        <Tags values={rule.methods} />
        <dt>{text.headers}</dt>
        <Tags values={rule.headers} />
        <dt>{text.exposed}</dt>
        <Tags values={rule.exposed} />
        <dt>{text.maxAge}</dt>
        <dd>{maxAgeSeconds === undefined ? text.noMaxAge : text.seconds(format.number(maxAgeSeconds))}</dd>
      </dl>
    </li>
  );
}

function Tags({ values }: { readonly values: readonly string[] }) {
  const { common } = useTexts();
  return (
    <dd>
      {values.length === 0 && <span className="muted">{common.none}</span>}
      {values.map((value) => (
        <Tag key={value} className="mono wrap">
          {value}
        </Tag>
      ))}
    </dd>
  );
}
