/** The nonce of this page, with which styles may be written into it (src/console/headers.ts). */
export const NONCE = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

/**
 * antd gives the nonce to its own styles, but two of its parts write one without asking: the measuring of scroll bars,
 * and the lock that keeps the page behind a dialog from scrolling.
 */
export function giveNonceToStyles(): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = NONCE;
    return element;
  };
}
