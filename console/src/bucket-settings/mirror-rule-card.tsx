import { Tag } from 'antd';
import { isNamed, type MirrorRule } from '../api/mirror';
import { useTexts } from '../texts/texts';
import { RuleCard } from './rule-card';
import type { ListedRule } from './rule-list';

export function MirrorRuleCard({ rule, onEdit, onDelete }: ListedRule<MirrorRule>) {
  const { mirror: text } = useTexts();
  const { number, prefix, suffix, url, replacement, followsRedirects, checksMd5, onHead, passesOn } = rule;
  const also = [
    [followsRedirects, text.followsRedirects],
    [checksMd5, text.checksMd5],
    [onHead, text.onHead],
    [passesOn, text.passesOn],
  ] as const;
  const shown = also.filter(([isOn]) => isOn);
  return (
    <RuleCard
      heading={text.heading(number)}
      name={text.rule(number)}
      edit={text.editRule(number)}
      onEdit={onEdit}
      onDelete={onDelete}
      more={isNamed(url) && <Tag>{text.signed}</Tag>}
    >
      <dt>{text.prefix}</dt>
      <dd>{prefix === '' ? text.allFiles : <Tag className="mono wrap">{prefix}</Tag>}</dd>
      {suffix !== '' && <Fact name={text.suffix} value={suffix} />}
      <Fact name={text.url} value={url} />
      {replacement !== undefined && <Fact name={text.replacement} value={replacement} />}
      {shown.length > 0 && (
        <>
          <dt>{text.also}</dt>
          <dd>
            {shown.map(([, name]) => (
              <Tag key={name} className="wrap">
                {name}
              </Tag>
            ))}
          </dd>
        </>
      )}
    </RuleCard>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  const { mirror: text } = useTexts();
  return (
    <>
      <dt>{name}</dt>
      <dd>{value === '' ? <span className="muted">{text.nothing}</span> : <Tag className="mono wrap">{value}</Tag>}</dd>
    </>
  );
}
