/** Makes an access key, or changes what one may do. */
import { Alert, Form, Input, Modal, Select, Switch, Typography } from 'antd';
import { useState } from 'react';
import { type AccessKey, changeKey, createKey } from '../api/keys';
import { useBuckets } from '../frame/buckets';
import { useTexts } from '../texts/texts';
import { useAttempt } from './failure';
import { useReturnFocus } from './return-focus';

interface Fields {
  readonly account?: string;
  readonly note?: string;
  readonly readOnly: boolean;
  readonly buckets: readonly string[];
}

export interface KeyFormProps {
  /** Absent: a new one is made. */
  readonly editing: AccessKey | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function KeyForm({ editing, onClose, onSaved }: KeyFormProps) {
  useReturnFocus();
  const { common, keys: text } = useTexts();
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<{ id: string; secret: string }>();
  const attempt = useAttempt();
  const { value: known = [] } = useBuckets();
  const save = async ({ account, note, readOnly, buckets }: Fields) => {
    setBusy(true);
    const some = buckets.length > 0 ? buckets : undefined;
    const done = await attempt(
      async () => {
        if (editing !== undefined) return changeKey(editing.id, { readOnly, buckets: some ?? 'all' });
        setMade(
          await createKey({
            readOnly,
            ...(account && { account }),
            ...(note && { note }),
            ...(some && { buckets: some }),
          }),
        );
      },
      editing === undefined ? undefined : text.changed,
    );
    setBusy(false);
    if (!done) return;
    onSaved();
    if (editing !== undefined) onClose();
  };
  if (made !== undefined) return <Made pair={made} onClose={onClose} />;
  return (
    <Modal
      open
      title={editing === undefined ? text.create : `${text.edit} ${editing.id}`}
      okText={common.ok}
      cancelText={common.cancel}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField(editing === undefined ? 'note' : 'buckets')}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ readOnly: editing?.readOnly ?? false, buckets: editing?.buckets ?? [] }}
        onFinish={save}
        style={{ marginTop: 16 }}
      >
        {editing === undefined && (
          <>
            <Form.Item name="note" label={text.note}>
              <Input maxLength={200} placeholder={text.noteExample} />
            </Form.Item>
            <Form.Item name="account" label={text.account} extra={text.accountAbout}>
              <Input maxLength={64} spellCheck={false} autoComplete="off" />
            </Form.Item>
          </>
        )}
        <Form.Item name="buckets" label={text.onlyBuckets} extra={text.onlyBucketsAbout}>
          <Select
            mode="tags"
            tokenSeparators={[',', ' ']}
            options={known.map(({ name }) => ({ value: name, label: name }))}
          />
        </Form.Item>
        <Form.Item name="readOnly" label={text.readOnly} valuePropName="checked" extra={text.readOnlyAbout}>
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Made({
  pair: { id, secret },
  onClose,
}: {
  readonly pair: { id: string; secret: string };
  readonly onClose: () => void;
}) {
  const { common, keys: text, signIn } = useTexts();
  return (
    <Modal
      open
      title={text.made}
      okText={common.ok}
      onOk={onClose}
      onCancel={onClose}
      mask={{ closable: false }}
      cancelButtonProps={{ hidden: true }}
    >
      <Alert type="warning" showIcon title={text.onlyOnce} style={{ margin: '16px 0' }} />
      <p className="muted">{signIn.id}</p>
      <Typography.Text copyable className="mono wrap">
        {id}
      </Typography.Text>
      <p className="muted">{signIn.secret}</p>
      <Typography.Text copyable className="mono wrap">
        {secret}
      </Typography.Text>
    </Modal>
  );
}
