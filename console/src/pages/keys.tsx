import { ClockCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { listKeys } from '../api/keys';
import { Failure } from '../parts/failure';
import { KeyForm } from '../parts/key-form';
import { type KeyDialog, KeyTable } from '../parts/key-table';
import { useLoad } from '../parts/load';
import { Page } from '../parts/page';
import { TemporaryKeyForm } from '../parts/temporary-key-form';
import { useTexts } from '../texts/texts';

export function KeysPage() {
  const { keys: text } = useTexts();
  const { value, error, loading, reload } = useLoad('keys', listKeys);
  const [form, setForm] = useState<KeyDialog>();
  const create = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setForm({ kind: 'key' })}>
      {text.create}
    </Button>
  );
  const temporary = (
    <Button icon={<ClockCircleOutlined aria-hidden />} onClick={() => setForm({ kind: 'temporary' })}>
      {text.createTemporary}
    </Button>
  );
  const close = () => setForm(undefined);
  const keys = value ?? [];
  return (
    <Page
      title={text.title}
      actions={
        <>
          {temporary}
          {create}
        </>
      }
    >
      <p className="muted">{text.about}</p>
      {error === undefined ? (
        <KeyTable keys={keys} loading={loading} onOpen={setForm} onChange={reload} create={create} />
      ) : (
        <Failure error={error} retry={reload} />
      )}
      {form?.kind === 'key' && <KeyForm editing={form.of} onClose={close} onSaved={reload} />}
      {form?.kind === 'temporary' && <TemporaryKeyForm keys={keys} of={form.of} onClose={close} onSaved={reload} />}
    </Page>
  );
}
