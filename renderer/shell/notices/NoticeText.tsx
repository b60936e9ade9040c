import type { AlertNotice } from '../../../shared/contract/notifications.ts';
import css from './notices.module.css';

/** What is beyond it is read on the alert's page. */
const MOST_TEXT = 400;

/** A notice's text, which is nothing but text, and the way to its alert. */
export function NoticeText({ notice: { body }, onOpen }: { notice: AlertNotice; onOpen(): void }) {
  return (
    <span className={css.notice}>
      {body === '' ? null : (
        <span className={css.body}>{body.length > MOST_TEXT ? `${body.slice(0, MOST_TEXT)}…` : body}</span>
      )}
      <button type="button" className="btn small" onClick={onOpen}>
        Open
      </button>
    </span>
  );
}
