/** The access keys: what each may do, and what can be done with it. */
import { ClockCircleOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { Button, Empty, Space, Switch, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { type AccessKey, changeKey, deleteKey } from '../api/keys';
import { useMedia } from '../frame/preferences';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';
import { useAskDelete } from './ask-delete';
import { useAttempt } from './failure';
import { useFormat } from './format';

/** Which form is open: that of a key, or that of a temporary one; `of` absent: a new one. */
export type KeyDialog =
  | { readonly kind: 'key'; readonly of?: AccessKey }
  | { readonly kind: 'temporary'; readonly of?: string };

export interface KeyTableProps {
  readonly keys: readonly AccessKey[];
  readonly loading: boolean;
  readonly onOpen: (dialog: KeyDialog) => void;
  readonly onChange: () => void;
  readonly create: ReactNode;
}

export function KeyTable({ keys, loading, onOpen, onChange, create }: KeyTableProps) {
  const { common, keys: text } = useTexts();
  const format = useFormat();
  const narrow = useMedia('(max-width: 860px)');
  const id = { title: text.id, key: 'id', render: (_: unknown, key: AccessKey) => <About of={key} narrow={narrow} /> };
  const rest = [
    { title: text.account, dataIndex: 'account', className: 'wrap' },
    { title: text.limits, key: 'limits', render: (_: unknown, key: AccessKey) => <Limits of={key} /> },
    { title: text.created, dataIndex: 'createdAt', className: 'one-line', render: (at: number) => format.time(at) },
    {
      title: text.lastUsed,
      dataIndex: 'lastUsedAt',
      className: 'one-line',
      render: (at: number | undefined) => (at === undefined ? common.never : format.time(at)),
    },
  ];
  const actions = {
    title: text.actions,
    key: 'actions',
    render: (_: unknown, key: AccessKey) => (
      <Space wrap={narrow}>
        <Enabled of={key} onChange={onChange} />
        <Buttons of={key} onOpen={onOpen} onChange={onChange} />
      </Space>
    ),
  };
  const empty = (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={<p className="muted empty-about">{text.empty}</p>}>
      {create}
    </Empty>
  );
  return (
    <Table<AccessKey>
      className="framed"
      rowKey="id"
      columns={narrow ? [id, { ...actions, width: 132 }] : [id, ...rest, actions]}
      dataSource={keys}
      loading={loading && keys.length === 0}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: loading ? ' ' : empty }}
    />
  );
}

function About({ of: key, narrow }: { readonly of: AccessKey; readonly narrow: boolean }) {
  const { keys: text } = useTexts();
  const format = useFormat();
  const { id, temporary, note } = key;
  return (
    <>
      <span className="mono wrap">{id}</span>
      {temporary !== undefined && (
        <div className="muted wrap">
          {text.temporary(temporary.of, format.time(temporary.expiresAt))}{' '}
          {temporary.expiresAt <= Date.now() && <Tag color="error">{text.expired}</Tag>}
        </div>
      )}
      {note !== undefined && <div className="muted wrap">{note}</div>}
      {narrow && <Limits of={key} />}
    </>
  );
}

function Enabled({ of: { id, enabled }, onChange }: { readonly of: AccessKey; readonly onChange: () => void }) {
  const { keys: text } = useTexts();
  const attempt = useAttempt();
  const change = async (on: boolean) => {
    await attempt(() => changeKey(id, { enabled: on }), on ? text.nowEnabled : text.nowDisabled);
    onChange();
  };
  return <Switch checked={enabled} aria-label={`${text.enabled}: ${id}`} title={text.enabled} onChange={change} />;
}

type ButtonsProps = Pick<KeyTableProps, 'onOpen' | 'onChange'> & { readonly of: AccessKey };

function Buttons({ of: key, onOpen, onChange }: ButtonsProps) {
  const { common, keys: text } = useTexts();
  const { accessKeyId } = useSession();
  const askDelete = useAskDelete();
  const attempt = useAttempt();
  const remove = () =>
    askDelete({
      title: common.askDelete(key.id),
      content: `${key.id === accessKeyId ? text.deleteOwn : text.deleteAbout} ${common.cannotUndo}`,
      onOk: async () => {
        await attempt(() => deleteKey(key.id), text.deleted);
        onChange();
      },
    });
  return (
    <Space size={4}>
      {key.temporary === undefined && (
        <Button
          size="small"
          icon={<ClockCircleOutlined aria-hidden />}
          disabled={!key.enabled}
          aria-label={`${text.temporaryOf} ${key.id}`}
          title={text.createTemporary}
          onClick={() => onOpen({ kind: 'temporary', of: key.id })}
        />
      )}
      <Button
        size="small"
        icon={<EditOutlined aria-hidden />}
        aria-label={`${text.edit} ${key.id}`}
        title={text.edit}
        onClick={() => onOpen({ kind: 'key', of: key })}
      />
      <Button
        size="small"
        danger
        icon={<DeleteOutlined aria-hidden />}
        aria-label={`${common.delete} ${key.id}`}
        title={common.delete}
        onClick={remove}
      />
    </Space>
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
