import { DeleteOutlined, EditOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useSession } from '../frame/session';
import { useTexts } from '../texts/texts';

export interface RuleCardProps {
  readonly heading: string;
  /** The rule as a sentence names it. */
  readonly name: string;
  /** What the button says that changes it. */
  readonly edit: string;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  /** Before the buttons that change it and delete it. */
  readonly more?: ReactNode;
  /** dt and dd. */
  readonly children: ReactNode;
}

/** One rule of a list: what it says, and what can be done with it. */
export function RuleCard({ heading, name, edit, onEdit, onDelete, more, children }: RuleCardProps) {
  const { common } = useTexts();
  const { readOnly } = useSession();
  const remove = `${common.delete}: ${name}`;
  return (
    <li className="setting-card">
      <div className="panel-head">
        <strong className="wrap">{heading}</strong>
        <div className="panel-actions">
          {more}
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
        </div>
      </div>
      <dl className="setting-facts">{children}</dl>
    </li>
  );
}
