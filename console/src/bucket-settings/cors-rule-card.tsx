import { ArrowUpOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import type { CorsRule } from '../api/cors';
import { useSession } from '../frame/session';
import { useFormat } from '../parts/format';
import { useTexts } from '../texts/texts';
import { RuleCard } from './rule-card';
import type { ListedRule } from './rule-list';

export function CorsRuleCard({ rule, index, onEdit, onDelete, onRaise }: ListedRule<CorsRule>) {
  const { settings: text } = useTexts();
  const { readOnly } = useSession();
  const format = useFormat();
  const { maxAgeSeconds } = rule;
  const number = index + 1;
  const raise = onRaise && (
    <Button
      size="small"
      icon={<ArrowUpOutlined aria-hidden />}
      disabled={readOnly}
      aria-label={text.raiseRule(number)}
      title={text.raiseRule(number)}
      onClick={onRaise}
    />
  );
  return (
    <RuleCard
      heading={text.rule(number)}
      name={text.rule(number)}
      edit={text.editRule(number)}
      onEdit={onEdit}
      onDelete={onDelete}
      more={raise}
    >
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
    </RuleCard>
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
