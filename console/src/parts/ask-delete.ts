import { App } from 'antd';
import { useTexts } from '../texts/texts';

export interface Deletion {
  /** The question. */
  readonly title: string;
  /** What goes with it, and whether it comes back. */
  readonly content: string;
  /** Of the button; 'Delete' unless it is called otherwise. */
  readonly okText?: string;
  /** The dialog stays until it has ended. */
  readonly onOk: () => Promise<void>;
}

/** Asks before anything is deleted. */
export function useAskDelete(): (deletion: Deletion) => void {
  const { common } = useTexts();
  const { modal } = App.useApp();
  return (deletion) => {
    modal.confirm({
      okText: common.delete,
      cancelText: common.cancel,
      okButtonProps: { danger: true },
      ...deletion,
    });
  };
}
