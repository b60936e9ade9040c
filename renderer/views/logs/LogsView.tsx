import { IconDownload, IconLayoutSidebar, IconSearch, IconTextWrap } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { count, durationWords } from '../../../shared/model/format.ts';
import { type SeverityLevel, severityLevels } from '../../../shared/model/log-record.ts';
import { msToNano } from '../../../shared/model/time.ts';
import { LevelLegend } from '../../charts/LevelLegend.tsx';
import { levelSeries } from '../../charts/level-series.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { useEventMarks } from '../../charts/use-events.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { downloadText } from '../../components/download.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { KeyHint } from '../../components/KeyHint.tsx';
import { LoadingBar } from '../../components/LoadingBar.tsx';
import line from '../../components/query-line.module.css';
import { SplitPane } from '../../components/SplitPane.tsx';
import { useClient } from '../../connection/ConnectionProvider.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useScopeEntities } from '../../scope/use-scope.ts';
import { useKeys } from '../../shell/keys.ts';
import { zoneText } from '../../time/clock-text.ts';
import { useZone } from '../../time/preferences.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useUrlParam } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { collectLogs } from './download-logs.ts';
import { LogDetail } from './LogDetail.tsx';
import { LogFacets } from './LogFacets.tsx';
import { LogLines } from './LogLines.tsx';
import { LogsEmpty } from './LogsEmpty.tsx';
import { levelTotals } from './level-totals.ts';
import { lineText } from './log-text.ts';
import css from './logs.module.css';
import { type LogFilter, type LogList, useLogList } from './use-log-list.ts';

const BARS = 180;
const MARGINS = { left: 48, right: 12, top: 8, bottom: 20 };
const NO_LEVELS: SeverityLevel[] = [];
const NO_TOTALS = new Map<SeverityLevel, number>();

/** Every line that containers wrote: volume, facets, the list, one line's detail. */
export default function LogsView() {
  const { window: range, live, brush } = useTimeRange();
  const [query, setQuery] = useUrlParam('q', { replace: true });
  const [levels, setLevels] = useListParam('levels');
  const [chosen, setChosen] = useListParam('only');
  const [wrapText, setWrap] = useUrlParam('wrap', { replace: true });
  const [facetsText, setFacets] = useUrlParam('facets', { replace: true });
  const [selected, setSelected] = useState<LogRow | null>(null);
  const filter = useFilter(query, levels, chosen);
  const list = useLogList(filter, range, live);
  const bounds = { start: msToNano(range.startMs), end: msToNano(range.endMs) };
  const aligned = alignedWindow(range, BARS);
  const volume = useCall('logs.volume', {
    ...withoutLevels(filter),
    start: msToNano(aligned.startMs),
    end: msToNano(aligned.endMs),
    buckets: Math.min(1000, Math.round((aligned.endMs - aligned.startMs) / aligned.stepMs)),
  });
  const series = useMemo(() => (volume.data ? levelSeries(volume.data, severityLevels) : []), [volume.data]);
  const marks = useEventMarks(range);
  const streams = useCall('logs.streams', {}, { staleMs: 5_000 });
  const wrap = wrapText === '1';
  const totals = volume.data ? levelTotals(volume.data) : NO_TOTALS;
  const containers = (streams.data ?? []).map(({ entity, container, lines }) => ({
    entity,
    name: container,
    lines,
  }));
  const [close, toggleWrap] = [() => setSelected(null), () => setWrap(wrap ? '' : '1')];
  useKeys({ Escape: close }, selected !== null);
  useKeys({ w: toggleWrap });

  if (streams.data?.length === 0) return <LogsEmpty />;
  const lines = (
    <ListPane
      list={list}
      query={query}
      wrap={wrap}
      live={live}
      showContainer={chosen.length !== 1}
      selected={selected}
      onSelect={setSelected}
    />
  );
  return (
    <div className="view-page">
      <div className="view-head">
        <h1>Logs</h1>
        <QueryInput
          query={query}
          onQuery={setQuery}
          result={volume.data ? `${count(volume.data.total)} lines` : ''}
        />
        <button
          type="button"
          className="btn icon"
          aria-pressed={facetsText !== '0'}
          title="Fields"
          aria-label="Fields"
          onClick={() => setFacets(facetsText === '0' ? '' : '0')}
        >
          <IconLayoutSidebar size={14} />
        </button>
        <button
          type="button"
          className="btn icon"
          aria-pressed={wrap}
          title="Wrap lines (w)"
          aria-label="Wrap lines"
          onClick={toggleWrap}
        >
          <IconTextWrap size={14} />
        </button>
        <CopyButton
          text={() => list.state.rows.map(lineText).join('\n')}
          label="Copy the lines shown"
          small={false}
        />
        <Download filter={filter} range={bounds} />
      </div>
      <div className="pane-head">
        <h2>Volume by level</h2>
        <span className="sub">per {durationWords(aligned.stepMs)}, drag to zoom</span>
        <span className="grow" />
        <LevelLegend series={series} />
      </div>
      <div className={css.volume}>
        <TimeChart
          label="Lines by level over time"
          kind="bars"
          window={range}
          series={series}
          format={count}
          margins={MARGINS}
          leastMax={4}
          marks={marks}
          onBrush={brush}
        />
      </div>
      <LoadingBar active={list.loading} />
      <SplitPane
        name="logs-facets"
        direction="row"
        sized="first"
        initial={200}
        least={140}
        first={
          facetsText === '0' ? null : (
            <LogFacets
              levels={totals}
              chosenLevels={filter.levels ?? NO_LEVELS}
              onLevels={setLevels}
              containers={containers}
              chosenEntities={chosen}
              onEntities={setChosen}
            />
          )
        }
        second={
          <SplitPane
            name="logs-detail"
            direction="row"
            sized="second"
            initial={356}
            least={220}
            first={lines}
            second={
              selected ? (
                <LogDetail key={selected.id} row={selected} onClose={() => setSelected(null)} />
              ) : null
            }
          />
        }
      />
    </div>
  );
}

/** A parameter that is a list, parted by commas; names may hold anything else. */
function useListParam(name: string): [list: string[], set: (list: string[]) => void] {
  const [text, setText] = useUrlParam(name);
  const list = useMemo(() => (text === '' ? [] : text.split(',').map(decodeURIComponent)), [text]);
  return [list, (next) => setText(next.map(encodeURIComponent).join(','))];
}

/** Containers picked here stand above the global scope. */
function useFilter(query: string, levels: string[], chosen: string[]): LogFilter {
  const scope = useScopeEntities();
  return useMemo(() => {
    const known = severityLevels.filter((level) => levels.includes(level));
    const entities = chosen.length > 0 ? chosen : scope;
    return { query, ...(known.length > 0 ? { levels: known } : {}), ...(entities ? { entities } : {}) };
  }, [query, levels, chosen, scope]);
}

const withoutLevels = ({ query, entities }: LogFilter): LogFilter => ({
  query,
  ...(entities ? { entities } : {}),
});

const TYPING_MS = 200;

function QueryInput({
  query,
  onQuery,
  result,
}: {
  query: string;
  onQuery(query: string): void;
  result: string;
}) {
  const [draft, setDraft] = useState(query);
  const input = useRef<HTMLInputElement>(null);
  const focus = () => input.current?.focus();
  useKeys({ '/': focus });
  useEffect(() => setDraft(query), [query]);
  useEffect(() => {
    if (draft === query) return;
    const timer = setTimeout(() => onQuery(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft, query, onQuery]);
  return (
    <search className={line.query}>
      <IconSearch size={14} aria-hidden="true" />
      <input
        ref={input}
        value={draft}
        placeholder="Search the text; upper case is meant as typed"
        aria-label="Query"
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') input.current?.blur();
          if (event.key === 'Enter') onQuery(draft);
        }}
      />
      <span className={line.result}>{result}</span>
      {draft === '' && <KeyHint keys="/" />}
    </search>
  );
}

interface ListPaneProps {
  list: LogList;
  query: string;
  wrap: boolean;
  live: boolean;
  showContainer: boolean;
  selected: LogRow | null;
  onSelect(row: LogRow | null): void;
}

function ListPane({ list, query, wrap, live, showContainer, selected, onSelect }: ListPaneProps) {
  const zone = useZone();
  const { rows } = list.state;
  if (list.error && rows.length === 0)
    return <ErrorNote error={list.error} what="Logs" onRetry={list.reload} />;
  return (
    <section className={css.listPane} aria-label="Lines">
      <div className={css.columns}>
        <span className={css.time}>Time, {zoneText(zone, Date.now())}</span>
        <span className={css.level}>Level</span>
        {showContainer && <span className={css.container}>Container</span>}
        <span>Message</span>
      </div>
      {rows.length === 0 && !list.loading && list.state.olderCursor === null ? (
        <p className={css.none}>No line matches in this range.</p>
      ) : (
        <LogLines
          list={list}
          query={query}
          wrap={wrap}
          live={live}
          showContainer={showContainer}
          selected={selected?.id ?? null}
          onSelect={onSelect}
        />
      )}
    </section>
  );
}

function Download({ filter, range }: { filter: LogFilter; range: { start: bigint; end: bigint } }) {
  const client = useClient();
  const [under, setUnder] = useState<AbortController | null>(null);
  async function start(format: 'text' | 'json'): Promise<void> {
    if (!client) return;
    const controller = new AbortController();
    setUnder(controller);
    try {
      const { text } = await collectLogs(client, filter, range, format, controller.signal);
      downloadText(format === 'text' ? 'trivet-logs.txt' : 'trivet-logs.jsonl', text, 'text/plain');
    } finally {
      setUnder(null);
    }
  }
  if (under) {
    return (
      <button type="button" className="btn" onClick={() => under.abort()}>
        Cancel download
      </button>
    );
  }
  return (
    <button
      type="button"
      className="btn icon"
      title="Download as text"
      aria-label="Download as text"
      onClick={() => void start('text').catch(() => undefined)}
    >
      <IconDownload size={14} />
    </button>
  );
}
