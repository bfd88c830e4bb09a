import { DeleteOutlined } from '@ant-design/icons';
import { Button, Input, type InputRef, Modal } from 'antd';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { deleteBucket } from '../api/buckets';
import { useBuckets } from '../frame/buckets';
import { paths } from '../frame/paths';
import { useSession } from '../frame/session';
import { useAttempt } from '../parts/failure';
import { useTexts } from '../texts/texts';

/** Its name has to be typed. */
export function DeleteBucket({ bucket }: { readonly bucket: string }) {
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
      <Button danger icon={<DeleteOutlined aria-hidden />} disabled={readOnly} onClick={() => setAsking(true)}>
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
