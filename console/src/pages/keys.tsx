import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Empty, Space, Switch, Table, Tag } from 'antd';
import { useState } from 'react';
import { type AccessKey, changeKey, deleteKey, listKeys } from '../api/keys';
import { useMedia } from '../frame/preferences';
import { useSession } from '../frame/session';
import { Failure, useAttempt } from '../parts/failure';
import { useFormat } from '../parts/format';
import { KeyForm } from '../parts/key-form';
import { useLoad } from '../parts/load';
import { Page } from '../parts/page';
import { useTexts } from '../texts/texts';

export function KeysPage() {
  const { keys: text } = useTexts();
  const { value, error, loading, reload } = useLoad('keys', listKeys);
  const [editing, setEditing] = useState<AccessKey | 'new' | undefined>();
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      {text.create}
    </Button>
  );
  return (
    <Page title={text.title} actions={create}>
      <p className="muted">{text.about}</p>
      {error === undefined ? (
        <KeyTable keys={value ?? []} loading={loading} onEdit={setEditing} onChange={reload} create={create} />
      ) : (
        <Failure error={error} retry={reload} />
      )}
      {editing !== undefined && (
        <KeyForm
          editing={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={reload}
        />
      )}
    </Page>
  );
}

interface KeyTableProps {
  readonly keys: readonly AccessKey[];
  readonly loading: boolean;
  readonly onEdit: (key: AccessKey) => void;
  readonly onChange: () => void;
  readonly create: React.ReactNode;
}

function KeyTable({ keys, loading, onEdit, onChange, create }: KeyTableProps) {
  const { common, keys: text } = useTexts();
  const { accessKeyId } = useSession();
  const format = useFormat();
  const { modal } = App.useApp();
  const attempt = useAttempt();
  const narrow = useMedia('(max-width: 860px)');
  const change = async (work: () => Promise<void>, done: string) => {
    await attempt(work, done);
    onChange();
  };
  const remove = (key: AccessKey) =>
    modal.confirm({
      title: common.askDelete(key.id),
      content: `${key.id === accessKeyId ? text.deleteOwn : text.deleteAbout} ${common.cannotUndo}`,
      okText: common.delete,
      cancelText: common.cancel,
      okButtonProps: { danger: true },
      onOk: () => change(() => deleteKey(key.id), text.deleted),
    });
  const columns = [
    {
      title: text.id,
      key: 'id',
      render: (_: unknown, key: AccessKey) => (
        <>
          <span className="mono wrap">{key.id}</span>
          {key.temporary !== undefined && (
            <div className="muted wrap">{text.temporary(key.temporary.of, format.time(key.temporary.expiresAt))}</div>
          )}
          {key.note !== undefined && <div className="muted wrap">{key.note}</div>}
          {narrow && <Limits of={key} />}
        </>
      ),
    },
    { title: text.account, dataIndex: 'account', className: 'wrap' },
    { title: text.limits, key: 'limits', render: (_: unknown, key: AccessKey) => <Limits of={key} /> },
    {
      title: text.created,
      dataIndex: 'createdAt',
      render: (at: number) => format.time(at),
    },
    {
      title: text.lastUsed,
      dataIndex: 'lastUsedAt',
      render: (at: number | undefined) => (at === undefined ? common.never : format.time(at)),
    },
    {
      title: text.enabled,
      key: 'enabled',
      render: (_: unknown, key: AccessKey) => (
        <Switch
          checked={key.enabled}
          aria-label={`${text.enabled}: ${key.id}`}
          onChange={(enabled) =>
            change(() => changeKey(key.id, { enabled }), enabled ? text.nowEnabled : text.nowDisabled)
          }
        />
      ),
    },
    {
      title: text.actions,
      key: 'actions',
      render: (_: unknown, key: AccessKey) => (
        <Space>
          <Button size="small" icon={<EditOutlined />} aria-label={text.edit} onClick={() => onEdit(key)} />
          <Button
            size="small"
            danger
            icon={<DeleteOutlined />}
            aria-label={common.delete}
            onClick={() => remove(key)}
          />
        </Space>
      ),
    },
  ];
  const empty = (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<p className="muted">{text.empty}</p>}>
      {create}
    </Empty>
  );
  return (
    <Table<AccessKey>
      rowKey="id"
      columns={narrow ? columns.filter(({ key }) => key !== undefined && key !== 'limits') : columns}
      dataSource={keys}
      loading={loading && keys.length === 0}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: loading ? ' ' : empty }}
    />
  );
}

function Limits({ of: { readOnly, buckets } }: { readonly of: AccessKey }) {
  const { frame, keys: text } = useTexts();
  if (!readOnly && buckets === undefined) return <span className="muted">{text.noLimits}</span>;
  return (
    <Space size={4} wrap>
      {readOnly && <Tag color="warning">{frame.readOnly}</Tag>}
      {buckets?.slice(0, 3).map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
      {buckets !== undefined && buckets.length > 3 && <Tag>{`+${buckets.length - 3}`}</Tag>}
    </Space>
  );
}
