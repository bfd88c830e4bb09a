import { DeleteOutlined } from '@ant-design/icons';
import { Button, Descriptions, Input, type InputRef, Modal, Skeleton, Typography } from 'antd';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { type BucketFacts, bucketAcl, bucketFacts, deleteBucket, setBucketAcl } from '../api/buckets';
import type { Acl } from '../api/oss';
import { useBuckets } from '../frame/buckets';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { AclChoice } from '../parts/acl-choice';
import { BucketTabs } from '../parts/bucket-page';
import { Failure, useAttempt } from '../parts/failure';
import { useFormat } from '../parts/format';
import { useLoad } from '../parts/load';
import { useTexts } from '../texts/texts';

export function BucketPage({ bucket }: { readonly bucket: string }) {
  const { value, error, reload } = useLoad(bucket, async (signal) => {
    const [acl, facts] = await Promise.all([bucketAcl(bucket, signal), bucketFacts(bucket, signal)]);
    return { acl, facts };
  });
  return (
    <BucketTabs bucket={bucket} tab="overview">
      {error !== undefined ? (
        <Failure error={error} retry={reload} />
      ) : value === undefined ? (
        <Skeleton active />
      ) : (
        <>
          <Facts bucket={bucket} facts={value.facts} />
          <Access bucket={bucket} acl={value.acl} />
          <Danger bucket={bucket} />
        </>
      )}
    </BucketTabs>
  );
}

function Facts({ bucket, facts }: { readonly bucket: string; readonly facts: BucketFacts }) {
  const { buckets: text } = useTexts();
  const { endpoint } = useSession();
  const format = useFormat();
  const created = useBuckets().value?.find(({ name }) => name === bucket)?.createdAt;
  const items = [
    { key: 'objects', label: text.objects, children: format.number(facts.objects) },
    { key: 'size', label: text.size, children: format.bytes(facts.bytes) },
    { key: 'uploads', label: text.uploads, children: format.number(facts.uploads) },
    { key: 'created', label: text.created, children: created && format.time(created) },
    {
      key: 'endpoint',
      label: text.endpoint,
      span: 2,
      children: (
        <div>
          <Typography.Text copyable className="mono wrap">
            {`${endpoint}/${bucket}`}
          </Typography.Text>
          <div className="muted">{text.endpointAbout}</div>
        </div>
      ),
    },
  ];
  return (
    <section className="panel">
      <h2>{text.facts}</h2>
      <Descriptions column={{ xs: 1, md: 2 }} items={items} size="small" />
    </section>
  );
}

function Access({ bucket, acl }: { readonly bucket: string; readonly acl: Acl }) {
  const { common, buckets: text } = useTexts();
  const { readOnly } = useSession();
  const [kept, setKept] = useState(acl);
  const [chosen, setChosen] = useState(acl);
  const attempt = useAttempt();
  const save = async () => {
    if (await attempt(() => setBucketAcl(bucket, chosen), text.aclChanged)) setKept(chosen);
  };
  return (
    <section className="panel">
      <h2>{text.acl}</h2>
      <AclChoice value={chosen} onChange={setChosen} />
      <div style={{ marginTop: 16 }}>
        <Button type="primary" disabled={readOnly || chosen === kept} onClick={save}>
          {common.save}
        </Button>
      </div>
    </section>
  );
}

function Danger({ bucket }: { readonly bucket: string }) {
  const { common, buckets: text } = useTexts();
  const { readOnly } = useSession();
  const { reload } = useBuckets();
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const field = useRef<InputRef>(null);
  const attempt = useAttempt();
  const remove = async () => {
    const done = await attempt(() => deleteBucket(bucket), text.deleted(bucket));
    setAsking(false);
    if (!done) return;
    reload();
    navigate(paths.buckets);
  };
  return (
    <section className="panel">
      <h2>{text.danger}</h2>
      <p className="muted">{text.deleteAbout}</p>
      <Button danger icon={<DeleteOutlined />} disabled={readOnly} onClick={() => setAsking(true)}>
        {text.danger}
      </Button>
      <Modal
        open={asking}
        title={common.askDelete(bucket)}
        okText={common.delete}
        cancelText={common.cancel}
        okButtonProps={{ danger: true, disabled: typed !== bucket }}
        onOk={remove}
        onCancel={() => setAsking(false)}
        afterOpenChange={(open) => open && field.current?.focus()}
      >
        <p>
          {text.deleteAbout} {common.cannotUndo}
        </p>
        <Input
          ref={field}
          aria-label={text.typeName(bucket)}
          placeholder={text.typeName(bucket)}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={() => typed === bucket && remove()}
        />
      </Modal>
    </section>
  );
}
