/** The sign-in page of the console, in English, for pictures, benchmarks and tests. */
import type { Page } from 'playwright-core';

/** Fills in the form and sends it; what it leads to is for the caller to wait for. */
export async function signIn(page: Page, { id, secret }: { readonly id: string; readonly secret: string }) {
  await page.getByLabel('Access key ID').fill(id);
  await page.getByLabel('Access key secret', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
