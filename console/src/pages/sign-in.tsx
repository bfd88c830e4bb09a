import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError } from '../api/errors';
import { type Session, signIn } from '../api/session';
import { LanguageChooser, ThemeChooser } from '../frame/choosers';
import mark from '../frame/mark.svg';
import { failureText } from '../parts/failure';
import { useTexts } from '../texts/texts';
import './sign-in.css';

interface Fields {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface SignInPageProps {
  /** There was a session, and it is over. */
  readonly over: boolean;
  readonly onSignIn: (session: Session) => void;
}

export function SignInPage({ over, onSignIn }: SignInPageProps) {
  const texts = useTexts();
  const text = texts.signIn;
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async ({ accessKeyId, accessKeySecret }: Fields) => {
    setBusy(true);
    setError(undefined);
    try {
      onSignIn(await signIn(accessKeyId.trim(), accessKeySecret.trim()));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  const wrong = error instanceof ApiError && error.code === 'SignInFailed';
  const required = [{ required: true, message: text.missing }];
  return (
    <main className="sign-in">
      <div className="sign-in-corner">
        <LanguageChooser />
        <ThemeChooser />
      </div>
      <div className="sign-in-card">
        <div className="brand">
          <img src={mark} alt="" />
          Tintype
        </div>
        <h1>{text.title}</h1>
        <p className="muted">{text.about}</p>
        {over && error === undefined && <Alert type="info" showIcon title={text.over} />}
        {error !== undefined && (
          <Alert type="error" showIcon title={wrong ? text.wrong : failureText(error, texts)} role="alert" />
        )}
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 16 }}>
          <Form.Item name="accessKeyId" label={text.id} rules={required}>
            <Input autoFocus autoComplete="username" spellCheck={false} size="large" maxLength={256} />
          </Form.Item>
          <Form.Item name="accessKeySecret" label={text.secret} rules={required}>
            <Input.Password autoComplete="current-password" size="large" maxLength={256} />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {text.submit}
          </Button>
        </Form>
        <details>
          <summary>{text.whereTitle}</summary>
          <p>{text.where}</p>
        </details>
      </div>
    </main>
  );
}
