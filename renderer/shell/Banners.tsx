import { IconAlertTriangle, IconPlugConnectedX, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useConnected, useConnectionState } from '../connection/ConnectionProvider.tsx';
import { useLive } from '../connection/use-stream.ts';
import { useNow } from '../time/ticker.ts';
import classes from './shell.module.css';

/** A lost connection, and what the engine says is wrong: each with its cure. */
export function Banners() {
  const status = useLive('app.status', {});
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const problems = (status?.problems ?? []).filter(({ key }) => !dismissed.has(key));
  return (
    <div className={classes.banners}>
      <Disconnected />
      {problems.slice(0, 3).map(({ key, severity, message, cure }) => (
        <div key={key} className={classes.banner} data-severity={severity} role="status">
          <IconAlertTriangle size={14} />
          <span className="grow cut" title={cure ? `${message}. ${cure}` : message}>
            <span className="med">{message}</span>
            {cure ? <span className="t2"> {cure}</span> : null}
          </span>
          <button
            type="button"
            aria-label="Dismiss"
            title="Dismiss"
            onClick={() => setDismissed(new Set([...dismissed, key]))}
          >
            <IconX size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}

function Disconnected() {
  const state = useConnectionState();
  const { connection } = useConnected();
  const now = useNow(state.kind === 'waiting' ? 1000 : null);
  if (state.kind === 'open' || (state.kind === 'connecting' && state.attempt === 0)) return null;
  const seconds = state.kind === 'waiting' ? Math.max(0, Math.ceil((state.retryAtMs - now) / 1000)) : 0;
  return (
    <div className={classes.banner} data-severity="error" role="alert">
      <IconPlugConnectedX size={14} />
      <span className="grow cut">
        <span className="med">Not connected to the engine.</span>
        <span className="t2">
          {' '}
          What is shown is from before. {seconds > 0 ? `Next attempt in ${seconds} s.` : 'Connecting…'}
        </span>
      </span>
      <button type="button" className="btn small" onClick={() => connection.retryNow()}>
        Try now
      </button>
    </div>
  );
}
