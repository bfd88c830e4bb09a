/** Makes an access key, or changes what one may do. */
import { Form, Input } from 'antd';
import { useState } from 'react';
import { type AccessKey, changeKey, createKey, type NewKeyPair } from '../api/keys';
import { useTexts } from '../texts/texts';
import { FormDialog } from './form-dialog';
import { KeyLimitFields, type KeyLimits, limitsOf } from './key-limit-fields';
import { KeyMade } from './key-made';

interface Fields extends KeyLimits {
  readonly account?: string;
  readonly note?: string;
}

export interface KeyFormProps {
  /** Absent: a new one is made. */
  readonly editing: AccessKey | undefined;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function KeyForm({ editing, onClose, onSaved }: KeyFormProps) {
  const { keys: text } = useTexts();
  const [made, setMade] = useState<NewKeyPair>();
  const save = async ({ account, note, ...limits }: Fields) => {
    const { readOnly, buckets } = limitsOf(limits);
    if (editing !== undefined) return changeKey(editing.id, { readOnly, buckets: buckets ?? 'all' });
    const named = { ...(account && { account }), ...(note && { note }) };
    setMade(await createKey({ readOnly, ...named, ...(buckets && { buckets }) }));
  };
  if (made !== undefined) return <KeyMade pair={made} onClose={onClose} />;
  return (
    <FormDialog<Fields>
      title={editing === undefined ? text.create : `${text.edit} ${editing.id}`}
      first={editing === undefined ? 'note' : 'buckets'}
      initial={{ readOnly: editing?.readOnly ?? false, buckets: editing?.buckets ?? [] }}
      save={save}
      {...(editing !== undefined && { done: () => text.changed })}
      onSaved={() => {
        onSaved();
        if (editing !== undefined) onClose();
      }}
      onClose={onClose}
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
      <KeyLimitFields />
    </FormDialog>
  );
}
