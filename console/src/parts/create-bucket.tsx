import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { createBucket } from '../api/buckets';
import type { Acl } from '../api/oss';
import { useBuckets } from '../frame/buckets';
import { paths } from '../frame/paths';
import { useTexts } from '../texts/texts';
import { AclChoice } from './acl-choice';
import { useAttempt } from './failure';
import { useReturnFocus } from './return-focus';

interface Fields {
  readonly name: string;
  readonly acl: Acl;
}

/** Shown while the field is filled in; the server has the last word. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;

export function CreateBucket({ onClose }: { readonly onClose: () => void }) {
  useReturnFocus();
  const { common, buckets: text } = useTexts();
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const attempt = useAttempt();
  const { reload } = useBuckets();
  const [, navigate] = useLocation();
  const create = async ({ name, acl }: Fields) => {
    setBusy(true);
    const done = await attempt(() => createBucket(name, acl), text.createdOk(name));
    setBusy(false);
    if (!done) return;
    reload();
    navigate(paths.files(name));
  };
  return (
    <Modal
      open
      title={text.create}
      okText={common.ok}
      cancelText={common.cancel}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField('name')}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ acl: 'private' }}
        onFinish={create}
        style={{ marginTop: 16 }}
      >
        <Form.Item
          name="name"
          label={text.name}
          extra={text.nameRule}
          validateTrigger="onBlur"
          rules={[{ required: true, pattern: NAME, message: text.nameRule }]}
        >
          <Input spellCheck={false} autoComplete="off" maxLength={63} />
        </Form.Item>
        <Form.Item name="acl" label={text.acl}>
          <AclChoice />
        </Form.Item>
      </Form>
    </Modal>
  );
}
