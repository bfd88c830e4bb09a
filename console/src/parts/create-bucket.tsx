import { Form, Input } from 'antd';
import { useLocation } from 'wouter';
import { createBucket } from '../api/buckets';
import type { Acl } from '../api/oss';
import { useBuckets } from '../frame/buckets';
import { paths } from '../frame/paths';
import { useTexts } from '../texts/texts';
import { AclChoice } from './acl-choice';
import { FormDialog } from './form-dialog';

interface Fields {
  readonly name: string;
  readonly acl: Acl;
}

/** Shown while the field is filled in; the server has the last word. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;

export function CreateBucket({ onClose }: { readonly onClose: () => void }) {
  const { buckets: text } = useTexts();
  const { reload } = useBuckets();
  const [, navigate] = useLocation();
  return (
    <FormDialog<Fields>
      title={text.create}
      first="name"
      initial={{ acl: 'private' }}
      save={({ name, acl }) => createBucket(name, acl)}
      done={({ name }) => text.createdOk(name)}
      onSaved={({ name }) => {
        reload();
        navigate(paths.files(name));
      }}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={text.name}
        // In the place of what antd would say of a wrong name, in its colour: below an `extra` it would stand twice.
        help={text.nameRule}
        validateTrigger="onBlur"
        rules={[{ required: true, pattern: NAME }]}
      >
        <Input spellCheck={false} autoComplete="off" maxLength={63} />
      </Form.Item>
      <Form.Item name="acl" label={text.acl}>
        <AclChoice />
      </Form.Item>
    </FormDialog>
  );
}
