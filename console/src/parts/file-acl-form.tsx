/** Set ACL: of one file, or that of its bucket. */
import { Alert, Modal, Radio, Space } from 'antd';
import { useState } from 'react';
import { setObjectAcl } from '../api/objects';
import { ACLS, type ObjectAcl } from '../api/oss';
import { useTexts } from '../texts/texts';
import { useAttempt } from './failure';
import { useReturnFocus } from './return-focus';

export interface FileAclFormProps {
  readonly bucket: string;
  readonly fileKey: string;
  readonly acl: ObjectAcl;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function FileAclForm({ bucket, fileKey, acl, onClose, onSaved }: FileAclFormProps) {
  useReturnFocus();
  const { common, buckets, preview: text } = useTexts();
  const [chosen, setChosen] = useState(acl);
  const attempt = useAttempt();
  const save = async () => {
    if (!(await attempt(() => setObjectAcl(bucket, fileKey, chosen), text.aclSaved))) return;
    onSaved();
    onClose();
  };
  return (
    <Modal open title={text.setAcl} okText={common.ok} cancelText={common.cancel} onOk={save} onCancel={onClose}>
      <Radio.Group
        value={chosen}
        aria-label={text.acl}
        onChange={(event) => setChosen(event.target.value as ObjectAcl)}
        style={{ marginTop: 16 }}
      >
        <Space orientation="vertical">
          <Radio value="default">
            {text.inherited}
            <div className="muted">{text.inheritedAbout}</div>
          </Radio>
          {ACLS.map((one) => (
            <Radio key={one} value={one}>
              {buckets.acls[one]}
            </Radio>
          ))}
        </Space>
      </Radio.Group>
      {chosen === 'public-read-write' && (
        <Alert type="warning" showIcon title={buckets.aclAbout['public-read-write']} />
      )}
    </Modal>
  );
}
