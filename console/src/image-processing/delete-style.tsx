/** Asks before a style is deleted, and names the URLs that will break. */
import { Modal } from 'antd';
import { useState } from 'react';
import type { AccessSettings } from '../api/access-settings';
import { deleteStyle, type Style } from '../api/styles';
import { useSession } from '../frame/session';
import { useAttempt } from '../parts/failure';
import { useTexts } from '../texts/texts';
import { ChainText } from './chain-text';
import { styleUrls } from './urls';

export interface DeleteStyleProps {
  readonly bucket: string;
  readonly style: Style;
  readonly sample: string | undefined;
  readonly settings: AccessSettings;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteStyle({ bucket, style, sample, settings, onClose, onDeleted }: DeleteStyleProps) {
  const { common, image: text } = useTexts();
  const { endpoint } = useSession();
  const [busy, setBusy] = useState(false);
  const attempt = useAttempt();
  const place = { endpoint, bucket, key: sample ?? text.anyFile };
  const remove = async () => {
    setBusy(true);
    const done = await attempt(() => deleteStyle(bucket, style.name), text.deleted(style.name));
    setBusy(false);
    if (done) onDeleted();
    onClose();
  };
  return (
    <Modal
      open
      title={common.askDelete(style.name)}
      okText={common.delete}
      cancelText={common.cancel}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={remove}
      onCancel={onClose}
    >
      <p>{text.deleteAbout}</p>
      <ul className="broken-urls">
        {styleUrls(place, style.name, settings.ossDomains ? settings.separators : []).map((url) => (
          <li key={url}>
            <ChainText>{url}</ChainText>
          </li>
        ))}
      </ul>
      <p>{common.cannotUndo}</p>
    </Modal>
  );
}
