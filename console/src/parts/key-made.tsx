/** A new key pair, shown once: nobody can ask for the secret again. */
import { Alert, Modal, Typography } from 'antd';
import type { NewKeyPair } from '../api/keys';
import { useTexts } from '../texts/texts';
import { useFormat } from './format';

export interface KeyMadeProps {
  readonly pair: NewKeyPair;
  readonly onClose: () => void;
}

export function KeyMade({ pair: { id, secret, token, temporary }, onClose }: KeyMadeProps) {
  const { common, keys: text, signIn } = useTexts();
  const format = useFormat();
  return (
    <Modal
      open
      title={token === undefined ? text.made : text.temporaryMade}
      okText={common.ok}
      footer={(_, { OkBtn }) => <OkBtn />}
      onOk={onClose}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Alert
        type="warning"
        showIcon
        title={token === undefined ? text.onlyOnce : text.allThreeOnce}
        style={{ margin: '16px 0' }}
      />
      <Shown label={signIn.id} value={id} />
      <Shown label={signIn.secret} value={secret} />
      {token !== undefined && <Shown label={text.token} value={token} />}
      {temporary !== undefined && <p>{text.endsAt(format.time(temporary.expiresAt))}</p>}
    </Modal>
  );
}

function Shown({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <p>
      <span className="muted">{label}</span>
      <br />
      <Typography.Text copyable className="mono wrap">
        {value}
      </Typography.Text>
    </p>
  );
}
