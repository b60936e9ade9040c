import type { RouteView } from '../../../../shared/contract/notifications.ts';
import { useAlerts } from '../../../telemetry/use-alerts.ts';
import css from './receivers.module.css';
import { labelSetText } from './route-test.ts';

interface RouteTesterProps {
  text: string;
  fault: string | null;
  /** Null while nothing is tried. */
  taken: readonly RouteView[] | null;
  onText(text: string): void;
}

const MOST_OFFERED = 200;

/** Labels to try: which receivers an alert with them would be told to, and by which routes. */
export function RouteTester({ text, fault, taken, onText }: RouteTesterProps) {
  const alerts = (useAlerts()?.alerts ?? []).slice(0, MOST_OFFERED);
  return (
    <div className={css.tester}>
      <label className="field">
        <span className="nowrap">Who is told of</span>
        <input
          className="mono"
          aria-label="Labels of an alert"
          aria-invalid={fault !== null}
          placeholder="alertname=HighMemory team=shop severity=critical"
          spellCheck={false}
          list="labels-of-alerts"
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
        />
      </label>
      <datalist id="labels-of-alerts">
        {alerts.map(({ fingerprint, labels }) => (
          <option key={fingerprint} value={labelSetText(labels)} />
        ))}
      </datalist>
      <p className="fs12" role="status">
        {fault !== null ? (
          <span className="err">{fault}</span>
        ) : taken === null ? (
          <span className="t3">Labels as amtool takes them; alerts of now are offered.</span>
        ) : taken.length === 0 ? (
          <span className="warn">No route takes it: nobody is told.</span>
        ) : (
          <>
            Told to <b className="semi">{[...new Set(taken.map(({ receiver }) => receiver))].join(', ')}</b>
          </>
        )}
      </p>
    </div>
  );
}
