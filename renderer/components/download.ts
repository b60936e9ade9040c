/** Hands text to the browser as a file of its own. */
export function downloadText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The click has started the download; the browser holds the data from here on.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
