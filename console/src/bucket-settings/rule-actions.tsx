import { DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';

export interface RuleActionsProps {
  /** The rule as a sentence names it. */
  readonly name: string;
  /** What the button says that changes it. */
  readonly edit: string;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

/** Changes one rule of a bucket, or deletes it. */
export function RuleActions({ name, edit, onEdit, onDelete }: RuleActionsProps) {
  const { common } = useTexts();
  const { readOnly } = useSession();
  const remove = `${common.delete}: ${name}`;
  return (
    <>
      <Button
        size="small"
        icon={<EditOutlined aria-hidden />}
        disabled={readOnly}
        aria-label={edit}
        title={edit}
        onClick={onEdit}
      />
      <Button
        size="small"
        danger
        icon={<DeleteOutlined aria-hidden />}
        disabled={readOnly}
        aria-label={remove}
        title={remove}
        onClick={onDelete}
      />
    </>
  );
}
