/** One mirror rule. What a value may be is said by the server, at the field that it names. */
import { Alert, Form, Input, InputNumber, Switch } from 'antd';
import { isNamed, type MirrorRule } from '../api/mirror';
import { FormDialog } from '../parts/form-dialog';
import { useTexts } from '../texts/texts';
import type { OpenRule } from './rule-list';

/** A field of a number that was emptied is null. What is not shown is absent. */
interface Fields {
  readonly number: number | null;
  readonly prefix: string;
  readonly suffix: string;
  readonly url: string;
  readonly replaces?: boolean;
  readonly replacement?: string;
  readonly followsRedirects?: boolean;
  readonly checksMd5: boolean;
  readonly onHead: boolean;
}

/** By the element that the server names. */
const FIELDS: Readonly<Record<string, keyof Fields>> = {
  RuleNumber: 'number',
  KeyPrefixEquals: 'prefix',
  KeySuffixEquals: 'suffix',
  MirrorURL: 'url',
  ReplaceKeyPrefixWith: 'replacement',
  MirrorFollowRedirect: 'followsRedirects',
};

export function MirrorRuleForm({ rule, isNew, save, onSaved, onClose }: OpenRule<MirrorRule>) {
  const { mirror: text } = useTexts();
  const { number, replacement, rest: _, passing: __, passesOn, ...same } = rule;
  const initial: Fields = { ...same, number, replaces: replacement !== undefined, replacement: replacement ?? '' };
  const missing = [{ required: true, message: text.missing }];
  return (
    <FormDialog<Fields>
      title={isNew ? text.addRule : text.editRule(number)}
      first="url"
      initial={initial}
      save={(fields) => save(ruleOf(rule, fields))}
      fieldOf={(parameter) => FIELDS[parameter]}
      done={() => text.ruleSaved}
      onSaved={onSaved}
      onClose={onClose}
    >
      <Form.Item name="url" label={text.url} extra={text.urlAbout} rules={missing}>
        <Input spellCheck={false} autoComplete="off" className="mono" placeholder="https://old.example/files/" />
      </Form.Item>
      <Form.Item name="prefix" label={text.prefix} extra={text.prefixAbout}>
        <Input spellCheck={false} autoComplete="off" className="mono" placeholder="photos/" />
      </Form.Item>
      <Replacement />
      <Form.Item name="suffix" label={text.suffix} extra={text.suffixAbout}>
        <Input spellCheck={false} autoComplete="off" className="mono" placeholder=".jpg" />
      </Form.Item>
      <Form.Item name="number" label={text.number} extra={text.numberAbout} rules={missing}>
        <InputNumber precision={0} style={{ width: 160 }} />
      </Form.Item>
      {passesOn && <PassedOn />}
      <Redirects />
      <Switched name="checksMd5" label={text.checksMd5} about={text.checksMd5About} />
      <Switched name="onHead" label={text.onHead} />
      <Alert type="info" showIcon title={text.whoReads} />
    </FormDialog>
  );
}

interface SwitchedProps {
  readonly name: keyof Fields;
  readonly label: string;
  readonly about?: string;
}

function Switched({ name, label, about }: SwitchedProps) {
  return (
    <Form.Item name={name} label={label} valuePropName="checked" extra={about}>
      <Switch />
    </Form.Item>
  );
}

/** Nothing replaces a prefix that is none. */
function Replacement() {
  const { mirror: text } = useTexts();
  const prefix = Form.useWatch('prefix') as string | undefined;
  const replaces = Form.useWatch('replaces') as boolean | undefined;
  if (!prefix) return null;
  return (
    <>
      <Switched name="replaces" label={text.replaces} />
      {replaces && (
        <Form.Item name="replacement" label={text.replacement} extra={text.replacementAbout}>
          <Input spellCheck={false} autoComplete="off" className="mono" />
        </Form.Item>
      )}
    </>
  );
}

function Redirects() {
  const { mirror: text } = useTexts();
  return useIsNamed() ? null : <Switched name="followsRedirects" label={text.followsRedirects} />;
}

/** What has no field, and what becomes of it. */
function PassedOn() {
  const { mirror: text } = useTexts();
  const [type, title] = useIsNamed()
    ? (['warning', text.passingEnds] as const)
    : (['info', text.passingStays] as const);
  return <Alert type={type} showIcon title={title} style={{ marginBottom: 16 }} />;
}

/** Whether the origin that is written there is a private one. */
function useIsNamed(): boolean {
  return isNamed((Form.useWatch('url') as string | undefined) ?? '');
}

function ruleOf(before: MirrorRule, { replaces, replacement = '', number, ...fields }: Fields): MirrorRule {
  const { replacement: _, ...kept } = before;
  return {
    ...kept,
    ...fields,
    number: number ?? before.number,
    followsRedirects: fields.followsRedirects ?? before.followsRedirects,
    ...(replaces && { replacement }),
  };
}
