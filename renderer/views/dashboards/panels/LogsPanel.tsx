import { interpolateText } from '../../../../shared/dashboards/interpolate.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LevelText } from '../../../components/log/LevelText.tsx';
import { LogMessage } from '../../../components/log/LogMessage.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useAllContainers } from '../../../scope/use-scope.ts';
import { secondText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { textContext } from '../data/panel-questions.ts';
import type { PanelProps } from './PanelProps.ts';
import css from './panels.module.css';

const MOST = 200;

/** The newest lines of the containers named, or of all. */
export function LogsPanel({ panel, context, window }: PanelProps) {
  const zone = useZone();
  const containers = useAllContainers();
  const text = textContext(panel, context);
  const wanted = panel.logs.containers
    .map((name) => interpolateText(name, text))
    .filter((name) => name !== '');
  const entities = containers?.filter(({ name }) => wanted.includes(name)).map(({ entity }) => entity) ?? [];
  const { startMs, endMs } = alignedWindow(window, 120);
  const { data, error } = useCall(
    'logs.query',
    {
      query: interpolateText(panel.logs.query, text),
      start: msToNano(startMs),
      end: msToNano(endMs),
      limit: MOST,
      ...(wanted.length > 0 ? { entities } : {}),
    },
    { enabled: wanted.length === 0 || containers !== null },
  );
  if (error) return <ErrorNote error={error} what="The lines cannot be read" />;
  const rows = data?.records ?? [];
  if (data && rows.length === 0) return <p className={css.nothing}>No lines in this range</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={css.logs} role="log" aria-label={panel.title || 'Logs'} tabIndex={0}>
      {rows.map((row) => (
        <div key={row.id}>
          <span className="t3">{secondText(Number(row.timeUnixNano / 1_000_000n), zone)}</span>{' '}
          <LevelText row={row} /> <LogMessage row={row} />
        </div>
      ))}
    </div>
  );
}
