/** A page as it is used without a mouse. */
import type { Page } from 'playwright-core';

export interface Keys {
  press(key: string): Promise<void>;
  /** What has the focus, as a screen reader would begin to name it. */
  focused(): Promise<string>;
  /** Presses Tab until that has the focus. Fails when it is not to be reached within so many steps. */
  tabTo(name: string | RegExp, key?: string, most?: number): Promise<void>;
  /** A new page begins at its beginning. */
  toContent(): Promise<void>;
}

export function keysOf(page: () => Page): Keys {
  const press = (key: string) => page().keyboard.press(key);
  const focused = () =>
    page().evaluate<string>(`(() => {
      const element = document.activeElement;
      const label = element?.labels?.[0]?.textContent;
      return element?.getAttribute('aria-label') || label || element?.textContent?.trim() || '';
    })()`);
  return {
    press,
    focused,
    async tabTo(name, key = 'Tab', most = 60) {
      const seen: string[] = [];
      for (let step = 0; step < most; step++) {
        await press(key);
        const now = await focused();
        if (typeof name === 'string' ? now === name : name.test(now)) return;
        seen.push(now);
      }
      throw new Error(`${key} does not lead to "${name}" but to: ${seen.join(' | ')}`);
    },
    toContent: () => page().locator('#content').focus(),
  };
}
