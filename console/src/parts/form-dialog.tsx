/** A dialog with a form in it: its first field has the focus, OK sends it, and it closes when that went well. */
import { App, Form, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../api/errors';
import { useTexts } from '../texts/texts';
import { Failure, failureText } from './failure';
import { useReturnFocus } from './return-focus';

export interface FormDialogProps<Fields> {
  readonly title: string;
  /** The path of the field that has the focus. */
  readonly first: string | readonly string[];
  readonly initial: Partial<Fields>;
  /** What it throws is shown in the dialog, which stays. */
  readonly save: (fields: Fields) => Promise<unknown>;
  /** The field of a parameter that the server names: what it says then stands there. Absent: below all fields. */
  readonly fieldOf?: (parameter: string) => keyof Fields | undefined;
  /** Said when that went well. */
  readonly done?: (fields: Fields) => string;
  readonly onSaved: (fields: Fields) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function FormDialog<Fields extends object>(props: FormDialogProps<Fields>) {
  const { title, first, initial, save, fieldOf, done, onSaved, onClose, children } = props;
  useReturnFocus();
  const texts = useTexts();
  const { common } = texts;
  const [form] = Form.useForm<Fields>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const { message } = App.useApp();
  const say = (field: keyof Fields, errors: string[]) => {
    form.setFields([{ name: field as never, errors }]);
    form.focusField(field as never);
  };
  const send = async (fields: Fields) => {
    setBusy(true);
    setError(undefined);
    try {
      await save(fields);
    } catch (failure) {
      const field = failure instanceof ApiError ? fieldOf?.(failure.parameter) : undefined;
      if (field === undefined || !(failure instanceof ApiError)) setError(failure);
      else say(field, [...new Set([failureText(failure, texts), failure.message])]);
      return;
    } finally {
      setBusy(false);
    }
    if (done !== undefined) message.success(done(fields));
    onSaved(fields);
  };
  return (
    <Modal
      open
      title={title}
      okText={common.ok}
      cancelText={common.cancel}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField(first as never)}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={initial}
        onFinish={send}
        className="dialog-form"
      >
        {children}
      </Form>
      {error !== undefined && <Failure error={error} />}
    </Modal>
  );
}
