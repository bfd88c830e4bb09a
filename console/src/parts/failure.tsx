/** Errors in words, with the id that finds them in the server's log. */
import { Alert, App, Button } from 'antd';
import { useCallback } from 'react';
import { ApiError } from '../api/errors';
import type { Texts } from '../texts/en';
import { useTexts } from '../texts/texts';

export function failureText(error: unknown, texts: Texts): string {
  if (error instanceof ApiError) {
    if (error.status === 0) return texts.common.noConnection;
    return translated(error, texts) ?? (error.message || error.code);
  }
  return error instanceof Error ? error.message : String(error);
}

function translated({ code }: ApiError, { errors }: Texts): string | undefined {
  return Object.hasOwn(errors, code) ? errors[code] : undefined;
}

/** The server's own words, too, where those above are a translation of the code: they name the parameter. */
function Details({ error }: { readonly error: unknown }) {
  const texts = useTexts();
  if (!(error instanceof ApiError) || error.requestId === '') return null;
  return (
    <>
      {translated(error, texts) !== undefined && (
        <div className="wrap" lang="en">
          {error.message}
        </div>
      )}
      <small className="muted">
        {error.code} · {texts.common.requestId(error.requestId)}
      </small>
    </>
  );
}

/** In place of what could not be loaded. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const texts = useTexts();
  return (
    <Alert
      type="error"
      showIcon
      title={failureText(error, texts)}
      description={<Details error={error} />}
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {texts.common.retry}
          </Button>
        )
      }
    />
  );
}

/** For what a button did: shows why it failed, and says whether it went well. */
export function useAttempt(): (work: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { notification, message } = App.useApp();
  const texts = useTexts();
  return useCallback(
    async (work, done) => {
      try {
        await work();
        if (done !== undefined) message.success(done);
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.code === 'SignInRequired') return false;
        notification.error({
          title: texts.common.failed,
          description: (
            <>
              <div>{failureText(error, texts)}</div>
              <Details error={error} />
            </>
          ),
          duration: 10,
        });
        return false;
      }
    },
    [notification, message, texts],
  );
}
