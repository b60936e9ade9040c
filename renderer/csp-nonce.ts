/** This response's nonce, without which the policy lets no style element in; see index.html. */
export function cssNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}

declare global {
  /** Where the package get-nonce, which the scroll lock of dialogs uses, looks for it. */
  var __webpack_nonce__: string | undefined;
}

export function shareNonce(): void {
  globalThis.__webpack_nonce__ = cssNonce();
}
