/** The end of a form that is a page: OK, which sends it, and Cancel. */
import { Button } from 'antd';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';

export function FormEnd({ busy, onCancel }: { readonly busy: boolean; readonly onCancel: () => void }) {
  const { common } = useTexts();
  const { readOnly } = useSession();
  return (
    <div className="form-end">
      <Button type="primary" htmlType="submit" loading={busy} disabled={readOnly}>
        {common.ok}
      </Button>
      <Button onClick={onCancel}>{common.cancel}</Button>
    </div>
  );
}
