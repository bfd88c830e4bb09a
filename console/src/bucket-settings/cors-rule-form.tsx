/** One CORS rule. What a value may be is said by the server, which names the field and what it allows. */
import { Checkbox, Form, InputNumber } from 'antd';
import { CORS_METHODS, type CorsRule } from '../api/cors';
import { FormDialog } from '../parts/form-dialog';
import { WordsInput } from '../parts/words-input';
import { useTexts } from '../texts/texts';
import type { OpenRule } from './rule-list';

/** A field of a number that was emptied is null. */
type Fields = Omit<CorsRule, 'maxAgeSeconds'> & { readonly maxAgeSeconds?: number | null };

/** What pages often want to read of an answer. */
const OFTEN_EXPOSED = ['ETag', 'x-oss-request-id', 'Content-Length', 'x-oss-hash-crc64ecma'];
const OFTEN_HEADERS = ['*', 'Authorization', 'Content-Type', 'x-oss-*'];

export function CorsRuleForm({ rule, index, isNew, save, onSaved, onClose }: OpenRule<CorsRule>) {
  const { settings: text } = useTexts();
  return (
    <FormDialog<Fields>
      title={isNew ? text.addRule : text.editRule(index + 1)}
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
        rules={[{ type: 'array', min: 1, message: text.originsMissing }]}
      >
        <WordsInput often={['*']} />
      </Form.Item>
      <Form.Item name="methods" label={text.methods} rules={[{ type: 'array', min: 1, message: text.methodsMissing }]}>
        <Checkbox.Group options={[...CORS_METHODS]} />
      </Form.Item>
      <Form.Item name="headers" label={text.headers} extra={text.headersAbout}>
        <WordsInput often={OFTEN_HEADERS} />
      </Form.Item>
      <Form.Item name="exposed" label={text.exposed} extra={text.exposedAbout}>
        <WordsInput often={OFTEN_EXPOSED} />
      </Form.Item>
      <Form.Item name="maxAgeSeconds" label={text.maxAgeSeconds} extra={text.maxAgeAbout}>
        <InputNumber min={0} precision={0} style={{ width: 160 }} />
      </Form.Item>
    </FormDialog>
  );
}

function ruleOf({ maxAgeSeconds, ...rule }: Fields): CorsRule {
  return { ...rule, ...(typeof maxAgeSeconds === 'number' && { maxAgeSeconds }) };
}
