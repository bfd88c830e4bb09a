import { App } from 'antd';
import { useCallback } from 'react';
import { useTexts } from '../texts/texts';

/** Puts a text into the clipboard and says so. */
export function useCopy(): (text: string) => Promise<void> {
  const { message } = App.useApp();
  const { common } = useTexts();
  return useCallback(
    async (text: string) => {
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        // Over plain HTTP from another machine there is no clipboard for pages, but there is the old command.
        copyBySelection(text);
      }
      message.success(common.copied);
    },
    [message, common],
  );
}

function copyBySelection(text: string): void {
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
