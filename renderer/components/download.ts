/** Hands text to the browser as a file of its own. */
export const downloadText = (name: string, text: string, type: string): void =>
  downloadParts(name, [text], type);

/** The same, of text in pieces. */
export function downloadParts(name: string, parts: (string | Blob)[], type: string): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The click has started the download; the browser holds the data from here on.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
