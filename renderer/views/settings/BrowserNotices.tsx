import { useState } from 'react';
import { askToNotify, type BrowserPermission, mayNotify } from '../../telemetry/browser-notices.ts';
import { Field } from './Field.tsx';

const words: Record<BrowserPermission, string> = {
  granted: 'allowed: alerts that come while nobody looks at the page are shown by the browser',
  denied: 'not allowed; the browser’s settings of this page change that',
  absent: 'this browser has none for a page at this address: open it by 127.0.0.1 or over HTTPS',
  default: '',
};

/** Whether the browser tells of alerts while its page is not looked at. The desktop app does so by itself. */
export function BrowserNotices() {
  const [permission, setPermission] = useState(mayNotify);
  if (window.trivet !== undefined) return null;
  return (
    <Field name="Notifications of the browser">
      {permission === 'default' ? (
        <button
          type="button"
          className="btn small"
          onClick={() => void askToNotify().then((answer) => setPermission(answer))}
        >
          Have the browser ask
        </button>
      ) : (
        <span className="t2">{words[permission]}</span>
      )}
    </Field>
  );
}
