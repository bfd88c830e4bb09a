/** What a key may do of what its account may: two fields, in every form about keys. */
import { Form, Switch } from 'antd';
import { useBuckets } from '../frame/buckets';
import { useTexts } from '../texts/texts';
import { WordsInput } from './words-input';

export interface KeyLimits {
  readonly readOnly: boolean;
  /** Empty: every bucket. */
  readonly buckets: readonly string[];
}

export function KeyLimitFields() {
  const { keys: text } = useTexts();
  const { value: known = [] } = useBuckets();
  return (
    <>
      <Form.Item name="buckets" label={text.onlyBuckets} extra={text.onlyBucketsAbout}>
        <WordsInput often={known.map(({ name }) => name)} />
      </Form.Item>
      <Form.Item name="readOnly" label={text.readOnly} valuePropName="checked" extra={text.readOnlyAbout}>
        <Switch />
      </Form.Item>
    </>
  );
}

/** As the API takes them. */
export function limitsOf({ readOnly, buckets }: KeyLimits): { readOnly: boolean; buckets?: readonly string[] } {
  return { readOnly, ...(buckets.length > 0 && { buckets }) };
}
