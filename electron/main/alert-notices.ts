import { Notification } from 'electron';
import type { AlertNotice } from '../../shared/contract/notifications.ts';
import type { Disposable } from '../../shared/util/disposable.ts';

/** Of more the desktop's own list of notifications would be nothing but alerts. */
const MOST_SHOWN = 20;
/** What the system shows is cut by it anyway; what is sent to it is bounded here. */
const MOST_TITLE = 200;
const MOST_BODY = 1_000;

const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/**
 * The alerts that stand on the desktop, one notification a group: a newer one takes the place of the older, and one
 * that tells the end takes the place of the one that told the beginning. Kept here from the garbage collector too,
 * which would take their click handlers.
 */
export class AlertNotices implements Disposable {
  readonly #shown = new Map<string, { notification: Notification; notice: AlertNotice }>();
  readonly #open: (path: string) => void;

  constructor(open: (path: string) => void) {
    this.#open = open;
  }

  show(notice: AlertNotice): void {
    this.withdraw(notice.tag);
    const notification = new Notification({
      title: cut(notice.title, MOST_TITLE),
      body: cut(notice.body, MOST_BODY),
      silent: notice.resolved,
    });
    this.#shown.set(notice.tag, { notification, notice });
    notification.on('click', () => {
      this.withdraw(notice.tag);
      this.#open(notice.path);
    });
    notification.on('close', () => {
      if (this.#shown.get(notice.tag)?.notification === notification) this.#shown.delete(notice.tag);
    });
    notification.show();
    const [oldest] = this.#shown.keys();
    if (this.#shown.size > MOST_SHOWN && oldest !== undefined) this.withdraw(oldest);
  }

  /** Takes a group's notification off the desktop; what it tells is over or seen. */
  withdraw(tag: string): void {
    const shown = this.#shown.get(tag);
    this.#shown.delete(tag);
    shown?.notification.close();
  }

  /** Whether an alert about the container stands on the desktop: what befalls it has been told. */
  tellsOf(container: string): boolean {
    return [...this.#shown.values()].some(
      ({ notice }) => !notice.resolved && notice.containers.includes(container),
    );
  }

  dispose(): void {
    for (const tag of [...this.#shown.keys()]) this.withdraw(tag);
  }
}
