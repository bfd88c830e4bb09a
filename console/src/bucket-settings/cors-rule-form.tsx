/** One CORS rule. What a value may be is said by the server, which names the field and what it allows. */
import { Checkbox, Form, InputNumber, Select } from 'antd';
import { CORS_METHODS, type CorsRule } from '../api/cors';
import { FormDialog } from '../parts/form-dialog';
import { useTexts } from '../texts/texts';

/** A field of a number that was emptied is null. */
type Fields = Omit<CorsRule, 'maxAgeSeconds'> & { readonly maxAgeSeconds?: number | null };

/** What pages often want to read of an answer. */
const OFTEN_EXPOSED = ['ETag', 'x-oss-request-id', 'Content-Length', 'x-oss-hash-crc64ecma'];
const OFTEN_HEADERS = ['*', 'Authorization', 'Content-Type', 'x-oss-*'];

export interface CorsRuleFormProps {
  readonly rule: CorsRule;
  /** From 1; absent: a new one. */
  readonly number: number | undefined;
  readonly save: (rule: CorsRule) => Promise<unknown>;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}

export function CorsRuleForm({ rule, number, save, onSaved, onClose }: CorsRuleFormProps) {
  const { settings: text } = useTexts();
  return (
    <FormDialog<Fields>
      title={number === undefined ? text.addRule : text.editRule(number)}
      first="origins"
      initial={rule}
      save={(fields) => save(ruleOf(fields))}
      done={() => text.ruleSaved}
      onSaved={onSaved}
      onClose={onClose}
    >
      <Form.Item
        name="origins"
        label={text.origins}
        extra={text.originsAbout}
        rules={[{ required: true, message: text.originsMissing }]}
      >
        <Select mode="tags" tokenSeparators={[',', ' ', '\n']} options={[{ value: '*' }]} />
      </Form.Item>
      <Form.Item name="methods" label={text.methods} rules={[{ required: true, message: text.methodsMissing }]}>
        <Checkbox.Group options={[...CORS_METHODS]} />
      </Form.Item>
      <Form.Item name="headers" label={text.headers} extra={text.headersAbout}>
        <Tagged often={OFTEN_HEADERS} />
      </Form.Item>
      <Form.Item name="exposed" label={text.exposed} extra={text.exposedAbout}>
        <Tagged often={OFTEN_EXPOSED} />
      </Form.Item>
      <Form.Item name="maxAgeSeconds" label={text.maxAgeSeconds} extra={text.maxAgeAbout}>
        <InputNumber min={0} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </FormDialog>
  );
}

interface TaggedProps {
  readonly often: readonly string[];
  readonly id?: string;
  readonly value?: string[];
  readonly onChange?: (value: string[]) => void;
}

/** Several words, with those that are often meant. */
function Tagged({ often, ...field }: TaggedProps) {
  return (
    <Select mode="tags" tokenSeparators={[',', ' ', '\n']} options={often.map((value) => ({ value }))} {...field} />
  );
}

function ruleOf({ maxAgeSeconds, ...rule }: Fields): CorsRule {
  return { ...rule, ...(typeof maxAgeSeconds === 'number' && { maxAgeSeconds }) };
}
