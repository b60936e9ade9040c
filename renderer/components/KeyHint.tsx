/** A key as it is written on the keyboard. */
export function KeyHint({ keys }: { keys: string }) {
  return <kbd className="kbd">{keys}</kbd>;
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const modText = isMac ? '⌘' : 'Ctrl';
