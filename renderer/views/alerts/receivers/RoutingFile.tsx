import { type FormEvent, useState } from 'react';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import css from './receivers.module.css';

/** Names the alertmanager.yml to tell by, unless a flag, the environment or trivet.yaml does. */
export function RoutingFile() {
  const settings = useCall('settings.get', {}).data;
  const set = useAction('settings.set', ['settings.get', 'receivers.list']);
  const [draft, setDraft] = useState<string | null>(null);
  if (!settings) return null;
  const { alerts } = settings.settings;
  const fixedBy = settings.fixed.find(([path]) => path === 'alerts' || path === 'alerts.routing')?.[1];
  const path = (draft ?? alerts.routing ?? '').trim();
  const isSame = path === (alerts.routing ?? '');
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isSame) return;
    set.mutate(
      { settings: { alerts: { ...alerts, routing: path === '' ? null : path } } },
      { onSuccess: () => setDraft(null) },
    );
  }
  if (fixedBy)
    return (
      <p className="t3">
        {alerts.routing ?? 'no file'}, held by {fixedBy}
      </p>
    );
  return (
    <>
      <form className={css.path} onSubmit={submit}>
        <label className="field grow">
          <input
            className="mono"
            aria-label="Path of an alertmanager.yml"
            placeholder="/home/me/shop/alertmanager.yml"
            spellCheck={false}
            maxLength={4096}
            value={draft ?? alerts.routing ?? ''}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
        </label>
        <button type="submit" className="btn" disabled={isSame || set.isPending}>
          {path === '' && !isSame ? 'Use none' : 'Use this file'}
        </button>
      </form>
      {set.error ? <ErrorNote error={set.error} what="Not saved" /> : null}
    </>
  );
}
