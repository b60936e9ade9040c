/** This response's nonce, without which the policy lets no style element in; see index.html. */
export function cssNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.nonce || fromContent();
}

const fromContent = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/**
 * Gives the nonce to every style element that bundled code makes: the terminal and the scroll lock of dialogs know
 * no option for it.
 */
export function shareNonce(): void {
  const nonce = cssNonce();
  const create = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  }) as typeof document.createElement;
}
