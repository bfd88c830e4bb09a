import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Table } from 'antd';
import { Link, useLocation, useSearch } from 'wouter';
import type { Bucket } from '../api/buckets';
import { useBuckets } from '../frame/buckets';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { CreateBucket } from '../parts/create-bucket';
import { Failure } from '../parts/failure';
import { useFormat } from '../parts/format';
import { Page } from '../parts/page';
import { useTexts } from '../texts/texts';

export function BucketsPage() {
  const { buckets: text } = useTexts();
  const { readOnly } = useSession();
  const { value, error, loading, reload } = useBuckets();
  const [, navigate] = useLocation();
  const creating = useSearch() === 'new';
  const create = (
    <Button
      type="primary"
      icon={<PlusOutlined aria-hidden />}
      disabled={readOnly}
      onClick={() => navigate(paths.newBucket)}
    >
      {text.create}
    </Button>
  );
  return (
    <Page title={text.title} actions={create}>
      {error === undefined ? (
        <BucketTable buckets={value ?? []} loading={loading} create={create} />
      ) : (
        <Failure error={error} retry={reload} />
      )}
      {creating && <CreateBucket onClose={() => navigate(paths.buckets)} />}
    </Page>
  );
}

interface BucketTableProps {
  readonly buckets: readonly Bucket[];
  readonly loading: boolean;
  readonly create: React.ReactNode;
}

function BucketTable({ buckets, loading, create }: BucketTableProps) {
  const { common, buckets: text } = useTexts();
  const format = useFormat();
  const columns = [
    {
      title: common.name,
      dataIndex: 'name',
      sorter: (a: Bucket, b: Bucket) => (a.name < b.name ? -1 : 1),
      render: (name: string) => (
        <Link href={paths.files(name)} className="wrap">
          {name}
        </Link>
      ),
    },
    {
      title: text.created,
      dataIndex: 'createdAt',
      className: 'one-line',
      sorter: (a: Bucket, b: Bucket) => a.createdAt.getTime() - b.createdAt.getTime(),
      render: (at: Date) => format.time(at),
    },
  ];
  const empty = (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <strong>{text.empty}</strong>
          <p className="muted">{text.emptyAbout}</p>
        </>
      }
    >
      {create}
    </Empty>
  );
  return (
    <Table<Bucket>
      className="framed"
      rowKey="name"
      columns={columns}
      dataSource={buckets}
      loading={loading && buckets.length === 0}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: loading ? ' ' : empty }}
    />
  );
}
