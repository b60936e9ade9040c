import { Link } from 'wouter';
import { bytes, count, percent, quantityText } from '../../shared/model/format.ts';
import { StateIcon } from '../components/StateIcon.tsx';
import { useCall } from '../connection/use-call.ts';
import { useLive } from '../connection/use-stream.ts';
import { useViewHref } from '../time/url-state.ts';
import classes from './shell.module.css';
import { droppedTotal, statusItems } from './status-items.ts';

/** Each source with its state and rate, then what was dropped, what is stored, and the engine's own use. */
export function StatusLine() {
  const status = useLive('app.status', {});
  const settings = useCall('settings.get', {}, { staleMs: 60_000 });
  const href = useViewHref();
  if (!status) return <footer className={classes.status} />;
  const dropped = droppedTotal(status);
  const retention = settings.data?.settings.retention;
  const most = retention ? Object.values(retention).reduce((sum, { maxBytes }) => sum + maxBytes, 0) : null;
  const sourceHref = (key: string) => {
    if (key === 'scrape') return href('/metrics/targets');
    return key === 'alerts' ? href('/alerts') : href('/settings', { section: 'sources', source: key });
  };
  return (
    <footer className={classes.status}>
      <div className={classes.sources}>
        {statusItems(status).map(({ key, shape, label, value, title }) => (
          <Link
            key={key}
            href={sourceHref(key)}
            title={title}
            className={value === 'idle' ? classes.idle : undefined}
          >
            <StateIcon shape={shape} />
            {label} {value === 'idle' ? value : <b>{value}</b>}
          </Link>
        ))}
      </div>
      <Link href={href('/settings', { section: 'sources' })} className={dropped > 0 ? 'warn' : ''}>
        dropped <b>{count(dropped)}</b>
      </Link>
      <Link href={href('/settings', { section: 'storage' })}>
        <span>
          store <b>{quantityText(bytes(status.storeBytes))}</b>
          {most === null ? null : ` of ${quantityText(bytes(most))}`}
        </span>
      </Link>
      <Link href={href('/settings', { section: 'about' })} className="wide-only" title="the engine's own use">
        <span>
          engine <b>{quantityText(percent(status.engine.cpuPercent))}</b> ·{' '}
          <b>{quantityText(bytes(status.engine.rssBytes))}</b>
        </span>
      </Link>
    </footer>
  );
}
