/** One lifecycle rule. What a value may be is said by the server, which names the field and what it allows. */
import { Alert, Form, Input, InputNumber, Select, Switch } from 'antd';
import type { LifecycleRule, Lifetime } from '../api/lifecycle';
import { FormDialog } from '../parts/form-dialog';
import { useTexts } from '../texts/texts';
import type { OpenRule } from './rule-list';

type Kind = 'never' | 'days' | 'date';

interface End {
  readonly kind: Kind;
  /** A field that was emptied is null. */
  readonly days?: number | null;
  readonly date?: string;
}

interface Fields {
  readonly id: string;
  readonly prefix: string;
  readonly enabled: boolean;
  readonly expiration: End;
  readonly abort: End;
}

export function LifecycleRuleForm({ rule, isNew, save, onSaved, onClose }: OpenRule<LifecycleRule>) {
  const { lifecycle: text } = useTexts();
  const { id, prefix, enabled } = rule;
  const initial: Fields = { id, prefix, enabled, expiration: endOf(rule.expiration), abort: endOf(rule.abort) };
  return (
    <FormDialog<Fields>
      title={isNew ? text.addRule : text.editRule(id)}
      first="id"
      initial={initial}
      save={(fields) => save(ruleOf(rule, fields))}
      done={() => text.ruleSaved}
      onSaved={onSaved}
      onClose={onClose}
    >
      <Form.Item name="id" label={text.id} extra={text.idAbout}>
        <Input spellCheck={false} autoComplete="off" maxLength={255} />
      </Form.Item>
      <Form.Item name="prefix" label={text.prefix} extra={text.prefixAbout}>
        <Input spellCheck={false} autoComplete="off" className="mono" placeholder="tmp/" />
      </Form.Item>
      {rule.rest !== '' && <Alert type="info" showIcon title={text.restStays} style={{ marginBottom: 16 }} />}
      <EndFields of="expiration" label={text.expiration} />
      <EndFields of="abort" label={text.abort} />
      <Form.Item name="enabled" label={text.enabled} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Warning />
    </FormDialog>
  );
}

function EndFields({ of, label }: { readonly of: 'expiration' | 'abort'; readonly label: string }) {
  const { lifecycle: text } = useTexts();
  const kind = Form.useWatch([of, 'kind']) as Kind | undefined;
  const missing = [{ required: true, message: text.missing }];
  return (
    <>
      <Form.Item name={[of, 'kind']} label={label}>
        <Select<Kind>
          options={(['never', 'days', 'date'] as const).map((value) => ({ value, label: text.kinds[value] }))}
        />
      </Form.Item>
      {kind === 'days' && (
        <Form.Item name={[of, 'days']} label={`${label}: ${text.days}`} extra={text.daysAbout} rules={missing}>
          <InputNumber min={1} precision={0} style={{ width: 160 }} />
        </Form.Item>
      )}
      {kind === 'date' && (
        <Form.Item name={[of, 'date']} label={`${label}: ${text.date}`} extra={text.dateAbout} rules={missing}>
          <Input type="date" style={{ width: 160 }} />
        </Form.Item>
      )}
    </>
  );
}

/** There are no versions: what a rule deletes is gone. */
function Warning() {
  const { lifecycle: text } = useTexts();
  const [kind, enabled, prefix] = [
    Form.useWatch(['expiration', 'kind']) as Kind | undefined,
    Form.useWatch('enabled') as boolean | undefined,
    Form.useWatch('prefix') as string | undefined,
  ];
  if (kind === undefined || kind === 'never' || !enabled) return null;
  return <Alert type="warning" showIcon title={prefix ? text.warning(prefix) : text.warningAll} />;
}

function endOf(lifetime: Lifetime | undefined): End {
  if (lifetime === undefined) return { kind: 'never' };
  return 'days' in lifetime ? { kind: 'days', days: lifetime.days } : { kind: 'date', date: lifetime.date };
}

function ruleOf(before: LifecycleRule, { id, prefix, enabled, ...ends }: Fields): LifecycleRule {
  const { expiration: _, abort: __, ...kept } = before;
  const expiration = lifetimeOf(ends.expiration, before.expiration);
  const abort = lifetimeOf(ends.abort, before.abort);
  return { ...kept, id, prefix, enabled, ...(expiration && { expiration }), ...(abort && { abort }) };
}

function lifetimeOf({ kind, days, date }: End, before: Lifetime | undefined): Lifetime | undefined {
  if (kind === 'days' && days) return { days };
  if (kind !== 'date' || date === undefined) return undefined;
  return { date, named: before !== undefined && 'named' in before ? before.named : 'CreatedBeforeDate' };
}
