import { openSpotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { modText } from '../components/KeyHint.tsx';
import { useCall } from '../connection/use-call.ts';
import { zoneText } from '../time/clock-text.ts';
import { usePreferences } from '../time/preferences.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { RangePicker } from './RangePicker.tsx';
import { ScopeSelect } from './ScopeSelect.tsx';
import classes from './shell.module.css';

/** Scope, search, time. */
export function TopBar() {
  const { live, toggleLive } = useTimeRange();
  const { zone, toggleZone } = usePreferences();
  const info = useCall('app.info', {}, { staleMs: Number.POSITIVE_INFINITY });
  return (
    <header className={classes.top}>
      <ScopeSelect />
      {info.data?.demo ? (
        <span className={`tag ${classes.demo}`} title="Everything shown is simulated">
          demo data
        </span>
      ) : null}
      <button type="button" className={classes.search} onClick={() => openSpotlight()}>
        <IconSearch size={15} />
        <span className="grow cut">Search or run a command</span>
        <kbd className="kbd">{modText} K</kbd>
      </button>
      <button
        type="button"
        className={`btn ${classes.live}`}
        aria-pressed={live}
        title="Space: live or hold"
        onClick={toggleLive}
      >
        <span className={classes.dot} />
        Live
      </button>
      <RangePicker />
      <button
        type="button"
        className="btn quiet wide-only"
        onClick={toggleZone}
        title={zone === 'utc' ? 'Times in UTC; change to local time: u' : 'Local time; change to UTC: u'}
      >
        {zoneText(zone, Date.now())}
      </button>
    </header>
  );
}
