import { memo, useMemo } from 'react';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { useEventMarks } from '../../../charts/use-events.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import type { Marker } from '../../../components/log/marks.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { fieldChoice } from '../query/field-choice.ts';
import type { LogLook } from '../use-log-look.ts';
import { useRowLook } from '../use-log-look.ts';
import type { LogSearch } from '../use-log-search.ts';
import { ListFoot } from './ListFoot.tsx';
import { ListHead } from './ListHead.tsx';
import { LogLines } from './LogLines.tsx';
import css from './list.module.css';
import { NothingFound } from './NothingFound.tsx';
import { gridColumns } from './row-look.ts';
import { rowMenu } from './row-menu.ts';
import { useLogList } from './use-log-list.ts';

interface ListPaneProps {
  search: LogSearch;
  look: LogLook;
  marker: Marker;
  selected: string | null;
  onSelect(row: LogRow): void;
  onStats(field: string): void;
}

/** What happened to the containers that the search is about. */
function useListMarks({ entities, filter }: LogSearch, window: TimeWindow): EventMark[] {
  const marks = useEventMarks(window, entities.length > 0 ? entities : undefined);
  return useMemo(() => {
    const { only } = fieldChoice(filter.query, { kind: 'container' });
    return only.length === 0 ? marks : marks.filter(({ name }) => only.includes(name));
  }, [marks, filter.query]);
}

/** The records themselves; it alone is drawn again when the tail brings some. */
export const ListPane = memo(function ListPane(props: ListPaneProps) {
  const { search, look, marker, selected, onSelect, onStats } = props;
  const { window, live } = useTimeRange();
  const list = useLogList(search.filter, window, live);
  const rowLook = useRowLook(look, search.entities.length !== 1);
  const marks = useListMarks(search, window);
  const { menu, openMenu } = useContextMenu();
  const style = useMemo(() => ({ '--log-columns': gridColumns(rowLook) }) as React.CSSProperties, [rowLook]);
  const { rows, olderCursor } = list.state;
  if (list.error && rows.length === 0)
    return <ErrorNote error={list.error} what="Logs" onRetry={list.reload} />;
  const nothing = rows.length === 0 && !list.loading && olderCursor === null;
  return (
    <section className={css.pane} style={style} aria-label="Lines">
      <ListHead look={look} showProducer={rowLook.showProducer} onStats={onStats} />
      <LoadingBar active={list.loading} />
      {nothing ? (
        <NothingFound search={search} />
      ) : (
        <LogLines
          list={list}
          marks={marks}
          marker={marker}
          look={rowLook}
          selected={selected}
          onSelect={onSelect}
          onMenu={(row, event) => openMenu(event, rowMenu(row, search))}
        />
      )}
      <ListFoot list={list} live={live} />
      {menu}
    </section>
  );
});
