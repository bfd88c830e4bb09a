/** How a visitor chooses in one of antd's selects. */
import type { Page } from 'playwright-core';

/**
 * With the mouse throughout. An arrow key that opens a list also scrolls the dialog around the field, and the list with
 * it; what does not stand still Playwright scrolls to itself: the page below the dialog, with the list and without the
 * field. The list is back at its field a frame later, and a click that began on it ends beside it.
 */
export async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  const list = page.locator('.ant-select-dropdown:visible');
  await list.locator('.ant-select-item-option', { hasText: option }).click();
  // A click that chose closes it; and the next list is not mistaken for this one.
  await list.waitFor({ state: 'hidden' });
}
