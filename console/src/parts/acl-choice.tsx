import { Alert, Radio, Space } from 'antd';
import { ACLS, type Acl } from '../api/oss';
import { useTexts } from '../texts/texts';

export interface AclChoiceProps {
  readonly value?: Acl;
  readonly onChange?: (acl: Acl) => void;
}

/** The three ACLs of a bucket, each with what it means. For Form.Item, or with value and onChange. */
export function AclChoice({ value, onChange }: AclChoiceProps) {
  const { buckets: text } = useTexts();
  return (
    <>
      <Radio.Group value={value} onChange={(event) => onChange?.(event.target.value as Acl)} aria-label={text.acl}>
        <Space orientation="vertical">
          {ACLS.map((acl) => (
            <Radio key={acl} value={acl}>
              {text.acls[acl]}
              <div className="muted">{text.aclAbout[acl]}</div>
            </Radio>
          ))}
        </Space>
      </Radio.Group>
      {value === 'public-read-write' && (
        <Alert type="warning" showIcon title={text.aclWarning} style={{ marginTop: 12 }} />
      )}
    </>
  );
}
