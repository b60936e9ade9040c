import { useEffect, useRef } from 'react';

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** How long after `g` the second key may come. */
const SEQUENCE_MS = 1200;

/** True where a key is text and not a command. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="dialog"], .xterm') !== null
  );
}

const BUTTONS = 'button, [role="menuitem"], [role="tab"], [role="checkbox"], summary';

/** Space and Enter belong to the button that has the focus, Enter also to a link. */
const belongsToControl = ({ key, target }: KeyboardEvent) =>
  (key === ' ' || key === 'Enter') &&
  target instanceof HTMLElement &&
  target.closest(key === 'Enter' ? `a, ${BUTTONS}` : BUTTONS) !== null;

/** Names a key press as the maps do: `j`, `N`, `Enter`, `?`, `Mod+k`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  return event.ctrlKey || event.metaKey ? `Mod+${key.toLowerCase()}` : key;
}

/** Puts keys together to sequences: after a prefix the pair's name, else the key itself. */
export class KeySequence {
  readonly #prefixes: Set<string>;
  #pending: { key: string; atMs: number } | null = null;

  constructor(prefixes: string[]) {
    this.#prefixes = new Set(prefixes);
  }

  /** The command's name, or null while a sequence is under way. */
  next(key: string, nowMs: number): string | null {
    const pending = this.#pending;
    this.#pending = null;
    if (pending && nowMs - pending.atMs < SEQUENCE_MS) return `${pending.key} ${key}`;
    if (!this.#prefixes.has(key)) return key;
    this.#pending = { key, atMs: nowMs };
    return null;
  }
}

/**
 * Keys of a view or of the shell while it is mounted. A handled key goes no further; keys typed into a field are
 * left alone, but for those with Ctrl or Cmd.
 */
export function useKeys(map: KeyMap, enabled = true): void {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    if (!enabled) return;
    const sequence = new KeySequence(['g']);
    function press(event: KeyboardEvent): void {
      const name = keyName(event);
      if (event.defaultPrevented || event.altKey || belongsToControl(event)) return;
      if (isTyping(event.target) && !name.startsWith('Mod+')) return;
      const command = sequence.next(name, event.timeStamp);
      const action = command === null ? undefined : latest.current[command];
      if (!action) return;
      event.preventDefault();
      action(event);
    }
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [enabled]);
}
